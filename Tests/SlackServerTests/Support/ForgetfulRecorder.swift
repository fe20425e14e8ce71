import RepriseFloor
import SessionRecording
import SlackTransport
import SlackWire

/// A recorder that keeps nothing, for tests about what is in memory beside it.
struct ForgetfulRecorder: SessionRecorder {
    func append(_ entry: SessionEntry) {}

    func beginBody(of entry: SessionEntry) -> (any BodyRecording)? { Body() }

    private final class Body: BodyRecording {
        private let count = Locked(0)

        func append(_ piece: [UInt8]) { count.withLock { $0 += piece.count } }
        func waitForRoom() async {}
        func finish(isCut: Bool) -> BodyFile {
            BodyFile(sha256: "", count: count.withLock { $0 }, isCut: isCut)
        }
        func discard() {}
    }
}
