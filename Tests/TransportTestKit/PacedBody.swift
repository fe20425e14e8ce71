import RepriseFloor
package import SlackTransport
package import SlackWire

/// A body whose pieces come in their time.
package final class PacedBody: BodyPieces {
    private let pieces: [(at: Duration, bytes: [UInt8])]
    private let end: (at: Duration, failure: TransportFailure?)
    private let clock: SessionClock
    private let given = Locked(0)

    /// - Parameters:
    ///   - pieces: When which text comes.
    ///   - end: When it ends.
    ///   - failure: What breaks it off then.
    package init(
        _ pieces: [(Duration, String)],
        end: Duration,
        _ failure: TransportFailure? = nil,
        on clock: SessionClock
    ) {
        self.pieces = pieces.map { (at: $0, bytes: Array($1.utf8)) }
        self.end = (end, failure)
        self.clock = clock
    }

    package func next() async throws(TransportFailure) -> [UInt8]? {
        let place = given.withLock { $0 }
        do {
            try await clock.sleep(until: place < pieces.count ? pieces[place].at : end.at)
        } catch {
            throw .cancelled(while: "reading")
        }
        guard place < pieces.count else {
            if let failure = end.failure { throw failure }
            return nil
        }
        given.withLock { $0 += 1 }
        return pieces[place].bytes
    }

    package func cancel() {}
}
