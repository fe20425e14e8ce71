import SlackWire
import Testing

/// What is known of a message's bytes is known of these bytes only.
@Suite struct SocketMessageTests {
    private let known = SocketMessage(knownJSON: Array(#"{"type":"hello"}"#.utf8))

    @Test func `A message that is changed is looked at again`() {
        #expect(known.isKnownJSON)
        var other = known
        other.bytes = Array("{".utf8)
        #expect(!other.isKnownJSON)
        guard case .unreadable = SocketFrame(parsing: other) else {
            Issue.record("it was read")
            return
        }
        var shorter = known
        shorter.bytes.removeLast()
        #expect(!shorter.isKnownJSON)
        guard case .unreadable = SocketFrame(parsing: shorter) else {
            Issue.record("it was read")
            return
        }
        var byte = known
        byte.bytes[0] = UInt8(ascii: "[")
        #expect(!byte.isKnownJSON)
    }

    @Test func `It makes no difference to what a message is`() {
        let plain = SocketMessage(bytes: known.bytes)
        #expect(!plain.isKnownJSON)
        #expect(plain == known)
        #expect(plain.hashValue == known.hashValue)
        #expect(SocketFrame(parsing: plain) == SocketFrame(parsing: known))
        #expect(SocketMessage(kind: .binary, bytes: known.bytes) != known)
    }
}
