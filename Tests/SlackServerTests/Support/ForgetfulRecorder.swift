import SessionRecording
import SlackTransport

/// A recorder that keeps nothing, for tests about what is in memory beside it.
struct ForgetfulRecorder: SessionRecorder {
    func append(_ entry: SessionEntry) {}

    func beginBody(of entry: SessionEntry) -> (any BodyRecording)? { CountedBody() }
}
