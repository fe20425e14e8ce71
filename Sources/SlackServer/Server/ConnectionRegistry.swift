import NIOCore
import RepriseFloor

/// The connections that are open.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isStopping = false
    }

    private let state = Locked(State())

    /// Keeps a connection until it closes; called on its event loop.
    ///
    /// - Parameter limit: How many there may be.
    /// - Returns: False if there are as many already.
    func add(_ channel: any Channel, limit: Int) -> Bool {
        let id = ObjectIdentifier(channel)
        let (isTaken, isStopping) = state.withLock { state in
            guard state.channels.count < limit else { return (false, state.isStopping) }
            state.channels[id] = channel
            return (true, state.isStopping)
        }
        guard isTaken else { return false }
        channel.closeFuture.whenComplete { [self] _ in
            state.withLock { state in _ = state.channels.removeValue(forKey: id) }
        }
        if isStopping { channel.close(promise: nil) }
        return true
    }

    /// How many connections are open.
    var count: Int { state.withLock { $0.channels.count } }

    /// Lets every connection finish what it does, and no new one begin.
    func stop() {
        for channel in all(stopping: true) {
            channel.pipeline.fireUserInboundEventTriggered(ServerStopping())
        }
    }

    /// Breaks every connection off.
    func closeAll() {
        for channel in all(stopping: true) { channel.close(promise: nil) }
    }

    private func all(stopping: Bool) -> [any Channel] {
        state.withLock { state in
            state.isStopping = stopping
            return Array(state.channels.values)
        }
    }
}
