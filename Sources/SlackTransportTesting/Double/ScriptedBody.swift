import RepriseFloor
import SlackTransport
public import SlackWire

/// The body of an answer whose sender is a test: it is fed bytes, and tells when nobody wants it any more.
///
/// Safe to use from any number of tasks; one reads.
public final class ScriptedBody: BodyPieces {
    private let inbox = PieceInbox()
    private let cancellation = Wakeup()

    /// Makes a body of which these bytes have come.
    public init(_ bytes: [UInt8] = []) {
        inbox.push(bytes)
    }

    deinit {
        cancellation.wake()
    }

    /// Lets bytes come.
    public func give(_ bytes: [UInt8]) {
        inbox.push(bytes)
    }

    /// Ends the body, whole, or broken off by a failure; of several ends the first counts.
    public func end(_ failure: TransportFailure? = nil) {
        inbox.finish(failure)
    }

    /// Returns when the body was given up.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func waitUntilCancelled() async throws(CancellationError) {
        try await cancellation.waitOrThrow()
    }

    // MARK: BodyPieces

    /// All bytes that have come, waiting for some if need be.
    public func next() async throws(TransportFailure) -> [UInt8]? {
        try await inbox.next()
    }

    /// Notes that nobody wants the rest.
    public func cancel() {
        cancellation.wake()
        inbox.finish(.cancelled(while: "reading an answer"))
    }
}
