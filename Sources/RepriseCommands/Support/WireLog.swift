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

    /// Of a long body only the length is shown.
    func beginBody(of entry: SessionEntry) -> (any BodyRecording)? { CountedBody() }
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
