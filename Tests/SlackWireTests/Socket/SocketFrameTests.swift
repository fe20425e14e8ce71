import SlackWire
import Testing

struct `Socket frames` {
    private func frame(_ text: String) -> SocketFrame { SocketFrame(parsing: SocketMessage(text)) }

    @Test func `A preview that was cut in the middle of an emoji is an event, byte for byte`()
        throws
    {
        let text =
            #"{"type":"message","channel":"C1","text":"half \ud83d","ts":"1764288001.000100"}"#
        guard case .event(let event) = frame(text) else {
            Issue.record("not an event: \(frame(text))")
            return
        }
        #expect(event.text == "half \u{10f03d}")
        #expect(event.json.text == text)
    }

    @Test func `An acknowledgement has no type and answers by its id`() throws {
        let text = #"{"ok":true,"reply_to":1,"ts":"1355517523.000005","text":"Hello"}"#
        guard case .acknowledgement(let acknowledgement) = frame(text) else {
            Issue.record("not an acknowledgement: \(frame(text))")
            return
        }
        #expect(acknowledgement.replyTo == 1)
        #expect(acknowledgement.isOK)
        #expect(acknowledgement.ts == "1355517523.000005")
        #expect(acknowledgement.text == "Hello")
        #expect(acknowledgement.failure == nil)
        #expect(acknowledgement.json.text == text)
    }

    @Test(arguments: [
        (
            #"{"ok":false,"reply_to":1,"error":{"code":2,"msg":"message text is missing"}}"#, 1, 2,
            false
        ),
        (
            #"{"ok":false,"reply_to":27,"error":{"code":-1,"msg":"slow down, too many messages..."}}"#,
            27, -1, true
        ),
    ])
    func `A refused message says why`(text: String, id: Int, code: Int, isRateLimit: Bool) throws {
        guard case .acknowledgement(let acknowledgement) = frame(text) else {
            Issue.record("not an acknowledgement")
            return
        }
        let failure = try #require(acknowledgement.failure)
        #expect(acknowledgement.replyTo == id)
        #expect(!acknowledgement.isOK)
        #expect(failure.code == code)
        #expect(failure.isRateLimit == isRateLimit)
        #expect(text.contains("\"\(failure.message)\""))
    }

    @Test func `An error that names a message is its answer`() {
        let text = #"{"type":"error","reply_to":5,"error":{"msg":"no such channel","code":3}}"#
        guard case .acknowledgement(let acknowledgement) = frame(text) else {
            Issue.record("not an acknowledgement")
            return
        }
        #expect(acknowledgement.replyTo == 5)
        #expect(!acknowledgement.isOK)
        #expect(acknowledgement.failure == .init(code: 3, message: "no such channel"))
    }

    @Test func `An acknowledgement of a message without id names none`() {
        guard case .acknowledgement(let acknowledgement) = frame(#"{"ok":true,"ts":"1.2"}"#) else {
            Issue.record("not an acknowledgement")
            return
        }
        #expect(acknowledgement.replyTo == nil)
        #expect(acknowledgement.isOK)
    }

    @Test func `The frames that steer a connection are told apart`() {
        let hello = #"{"type":"hello","num_connections":1,"connection_info":{"app_id":"A1"}}"#
        #expect(frame(hello) == .hello(JSONText(uncheckedBytes: Array(hello.utf8))))
        #expect(frame(#"{"type":"goodbye"}"#) == .goodbye)
        #expect(frame(#"{"type":"pong","reply_to":4,"time":1403299273342}"#) == .pong(replyTo: 4))
        #expect(frame(#"{"type":"pong"}"#) == .pong(replyTo: nil))
    }

    @Test(arguments: [
        ("warning", DisconnectReason.warning, true),
        ("refresh_requested", .refreshRequested, true),
        ("link_disabled", .linkDisabled, false),
        ("too_many_websockets", .tooManyWebSockets, true),
        ("something_new", "something_new", true),
        ("", "", true),
    ])
    func `A disconnect gives its reason`(name: String, reason: DisconnectReason, reconnects: Bool) {
        let text =
            #"{"type":"disconnect","reason":"\#(name)","debug_info":{"host":"wss-111.slack.com"}}"#
        #expect(frame(text) == .disconnect(reason))
        #expect(reason.allowsReconnecting == reconnects)
    }

    @Test(arguments: [
        #"{"type":"error","error":{"code":1,"msg":"Socket URL has expired"}}"#,
        #"{"type":"reconnect_url","url":"wss:\/\/wss-primary.slack.com\/websocket\/t"}"#,
        #"{"type":"team_migration_started"}"#,
        #"{"type":"a_type_of_next_year","ts":7,"channel":["C1"]}"#,
        #"{"type":7}"#, #"{}"#, #" {"text":"no type"} "#,
    ])
    func `Any other object is an event, its bytes untouched`(text: String) {
        guard case .event(let event) = frame(text) else {
            Issue.record("not an event: \(frame(text))")
            return
        }
        #expect(event.json.bytes == Array(text.utf8))
    }

    @Test(arguments: [
        (#"{"type":"message","text":"#, JSONError(.unexpectedEnd, at: 25)),
        ("", JSONError(.unexpectedEnd, at: 0)),
        ("<html>", JSONError(.unexpectedByte(0x3c), at: 0)),
        (#"["type"]"#, JSONError(.notAnObject, at: 0)),
        (" 7", JSONError(.notAnObject, at: 1)),
        (#"{"type":"message"}{}"#, JSONError(.trailingBytes, at: 18)),
    ])
    func `A message that is no object is a value, not the end of a loop`(
        text: String,
        error: JSONError
    ) {
        #expect(frame(text) == .unreadable(error, SocketMessage(text)))
    }

    @Test func `Bytes that are no text are unreadable, whatever their kind`() {
        let message = SocketMessage(kind: .binary, bytes: [0x22, 0xff, 0x22])
        #expect(
            SocketFrame(parsing: message) == .unreadable(JSONError(.invalidUTF8, at: 1), message)
        )
    }

    @Test func `Every prefix of a frame is unreadable`() {
        let bytes = Array(#"{"envelope_id":"e","type":"events_api","payload":{"event":{}}}"#.utf8)
        for count in bytes.indices {
            let message = SocketMessage(bytes: Array(bytes[..<count]))
            let expected = JSONError(.unexpectedEnd, at: count)
            #expect(SocketFrame(parsing: message) == .unreadable(expected, message))
        }
    }
}
