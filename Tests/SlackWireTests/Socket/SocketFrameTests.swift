import SlackWire
import Testing

struct `Socket frames` {
    @Test func `An acknowledgement has no type and answers by its id`() throws {
        let frame = SocketFrame(
            parsing: SocketMessage(
                #"{"ok":true,"reply_to":1,"ts":"1355517523.000005","text":"Hello"}"#
            )
        )
        guard case .acknowledgement(let acknowledgement) = frame else {
            Issue.record("not an acknowledgement: \(frame)")
            return
        }
        #expect(acknowledgement.replyTo == 1)
        #expect(acknowledgement.isOK)
        #expect(acknowledgement.ts == "1355517523.000005")
        #expect(acknowledgement.text == "Hello")
        #expect(acknowledgement.failure == nil)
    }

    @Test func `A frame that is no JSON is a value and not the end of a loop`() {
        let message = SocketMessage(#"{"type":"message","text":"#)
        #expect(
            SocketFrame(parsing: message)
                == .unreadable(JSONError(.unexpectedEnd, at: message.bytes.count), message)
        )
    }
}
