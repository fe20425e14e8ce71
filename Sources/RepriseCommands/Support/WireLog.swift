import RepriseFloor
import RepriseHarness
import SecretRedaction
import SessionRecording
import SlackTransport
import SlackWire

/// Shows what passes a transport on stderr, without secrets.
final class WireLog: SessionRecorder {
    private let redactor = Locked(Redactor())

    func append(_ entry: SessionEntry) {
        var entry = entry
        redactor.withLock { $0.redact(&entry) }
        Console.note(Console.dim(EntryLine(entry).description))
    }

    func beginBody(of entry: SessionEntry) -> (any BodyRecording)? { CountedBody() }

    /// A long body, of which only the length is shown.
    private final class CountedBody: BodyRecording {
        private let count = Locked(0)

        func append(_ piece: [UInt8]) { count.withLock { $0 += piece.count } }

        func waitForRoom() async {}

        func finish(isCut: Bool) -> BodyFile {
            BodyFile(sha256: "", count: count.withLock { $0 }, isCut: isCut)
        }

        func discard() {}
    }
}

extension Environment {
    /// The transport, showing the wire if `DEBUG` asks for it.
    func traced(_ transport: any Transport) -> any Transport {
        guard isDebugging else { return transport }
        return RecordingTransport(
            transport,
            to: WireLog(),
            clock: SessionClock(ContinuousClock())
        )
    }
}
