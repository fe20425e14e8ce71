import SlackWire
import Testing

struct `Envelopes` {
    private func envelope(_ text: String) throws -> Envelope {
        guard case .envelope(let envelope) = SocketFrame(parsing: SocketMessage(text)) else {
            throw NotAnEnvelope()
        }
        #expect(envelope.json.text == text)
        return envelope
    }

    private struct NotAnEnvelope: Error {}

    @Test func `An event stands in its payload with its exact bytes`() throws {
        let event =
            #"{"type":"app_mention","user":"U222","text":"<@U333> h\u00ed","ts":"1610241741.000200", "channel":"C111"}"#
        let payload = #"{"token":"t","type":"event_callback","event_id":"Ev1","event":\#(event)}"#
        let envelope = try envelope(
            #"{"envelope_id":"dbdd0ef3","type":"events_api","accepts_response_payload":false,"retry_attempt":0,"retry_reason":"","payload":\#(payload)}"#
        )
        #expect(envelope.id == "dbdd0ef3")
        #expect(envelope.type == .event)
        #expect(!envelope.acceptsResponsePayload)
        #expect(envelope.retryAttempt == 0)
        #expect(envelope.retryReason == nil)
        #expect(envelope.payload.text == payload)
        #expect(envelope.event?.json.text == event)
        #expect(envelope.event?.type == "app_mention")
        #expect(envelope.event?.text == "<@U333> hí")
    }

    @Test func `A redelivery says how often and why`() throws {
        let envelope = try envelope(
            #"{"envelope_id":"e","type":"events_api","payload":{"event":{"type":"message"}},"retry_attempt":1,"retry_reason":"timeout"}"#
        )
        #expect(envelope.retryAttempt == 1)
        #expect(envelope.retryReason == "timeout")
    }

    @Test(arguments: [
        (
            "slash_commands", Envelope.Kind.slashCommand, true,
            #"{"command":"/hello","response_url":"https://x/y"}"#
        ),
        ("interactive", .interactive, false, #"{"type":"shortcut","callback_id":"do"}"#),
        ("something_new", "something_new", true, #"{"a":[1]}"#),
    ])
    func `Commands, interactions and unknown kinds pass through`(
        name: String,
        type: Envelope.Kind,
        accepts: Bool,
        payload: String
    ) throws {
        let envelope = try envelope(
            #"{"envelope_id":"1d3c79ab","type":"\#(name)","accepts_response_payload":\#(accepts),"payload":\#(payload)}"#
        )
        #expect(envelope.type == type)
        #expect(envelope.acceptsResponsePayload == accepts)
        #expect(envelope.retryAttempt == nil)
        #expect(envelope.payload.text == payload)
        #expect(envelope.event == nil)
    }

    @Test func `An envelope without payload has an empty one`() throws {
        #expect(try envelope(#"{"envelope_id":"e","type":"interactive"}"#).payload.text == "{}")
    }

    @Test func `An acknowledgement is one line with the envelope's id`() throws {
        let envelope = try envelope(#"{"type":"slash_commands","envelope_id":"a\"b"}"#)
        #expect(envelope.acknowledgement().message.text == #"{"envelope_id":"a\"b"}"#)
        #expect(
            envelope.acknowledgement(payload: ["text": "hi\nyou"]).message.text
                == #"{"envelope_id":"a\"b","payload":{"text":"hi\nyou"}}"#
        )
    }

    @Test func `A message over RTM is one line, with a thread if it is in one`() {
        let message = RTMMessage(
            id: 2,
            channel: "C1",
            text: "a\n\"b\"",
            threadTimestamp: "1.000005"
        )
        #expect(
            message.message
                == SocketMessage(
                    #"{"id":2,"type":"message","channel":"C1","text":"a\n\"b\"","thread_ts":"1.000005"}"#
                )
        )
        #expect(
            RTMMessage(id: 3, type: "typing", channel: "C1", text: nil).message.text
                == #"{"id":3,"type":"typing","channel":"C1"}"#
        )
    }
}
