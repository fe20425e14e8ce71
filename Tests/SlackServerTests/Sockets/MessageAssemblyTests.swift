import SlackWire
import Testing

@testable import SlackServer

@Suite struct `Putting frames together` {
    private func frame(
        _ opcode: UInt8,
        _ payload: String = "",
        isFinal: Bool = true
    ) -> MessageAssembly.Frame {
        MessageAssembly.Frame(
            isFinal: isFinal,
            hasReservedBits: false,
            opcode: opcode,
            isMasked: true,
            payload: Array(payload.utf8)
        )
    }

    @Test func `Fragments are put together, whatever stands between them`() {
        var assembly = MessageAssembly(limit: 10)
        #expect(assembly.receive(frame(1, "ab", isFinal: false)) == .nothing)
        #expect(assembly.receive(frame(9, "p")) == .ping(Array("p".utf8)))
        #expect(assembly.receive(frame(0, "cd", isFinal: false)) == .nothing)
        #expect(assembly.receive(frame(10, "q")) == .pong(Array("q".utf8)))
        #expect(assembly.receive(frame(0)) == .message(SocketMessage("abcd")))
        let binary = SocketMessage(kind: .binary, bytes: Array("x".utf8))
        #expect(assembly.receive(frame(2, "x")) == .message(binary))
    }

    @Test func `The limit holds for the whole message, to the byte`() {
        var assembly = MessageAssembly(limit: 4)
        #expect(assembly.receive(frame(1, "abcd")) == .message(SocketMessage("abcd")))
        #expect(assembly.receive(frame(1, "abc", isFinal: false)) == .nothing)
        let outcome = assembly.receive(frame(0, "de"))
        #expect(outcome == .violation(code: 1009, reason: "a message is longer than 4 bytes"))
    }

    @Test(
        arguments: [
            (999, false), (1000, true), (1003, true), (1004, false), (1005, false), (1006, false),
            (1007, true), (1014, true), (1015, false), (2999, false), (3000, true), (4999, true),
            (5000, false),
        ] as [(UInt16, Bool)]
    )
    func `Close codes are those of the registry`(code: UInt16, isValid: Bool) {
        #expect(MessageAssembly.isValid(code: code) == isValid)
    }
}
