import RepriseFloor
package import SlackWire

/// A body on its way, for somebody who wants to know when it is over: at its end, where it broke off, or when it was given up.
package final class WatchedPieces: BodyPieces {
    private let inner: any BodyPieces
    private let onEnd: Locked<(@Sendable () -> Void)?>

    /// - Parameters:
    ///   - inner: The body.
    ///   - onEnd: Called once.
    package init(_ inner: any BodyPieces, onEnd: @escaping @Sendable () -> Void) {
        self.inner = inner
        self.onEnd = Locked(onEnd)
    }

    deinit {
        end()
    }

    package func next() async throws(TransportFailure) -> [UInt8]? {
        do throws(TransportFailure) {
            let piece = try await inner.next()
            if piece == nil { end() }
            return piece
        } catch {
            if error.kind != .cancelled || !Task.isCancelled { end() }
            throw error
        }
    }

    package func cancel() {
        inner.cancel()
        end()
    }

    private func end() {
        let body = onEnd.withLock { $0.take() }
        body?()
    }
}
