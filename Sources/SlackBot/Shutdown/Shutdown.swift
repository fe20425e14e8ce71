import RepriseFloor

/// A switch that asks a bot to stop gracefully; thrown once, from any thread.
public final class Shutdown: Sendable {
    private let promise = OneShot<Bool>()

    /// Makes a switch that nobody has thrown.
    public init() {}

    /// Asks every bot that was started with this switch to stop, as soon as it can.
    public func request() {
        promise.resolve(true)
    }

    /// Whether it was thrown.
    public var isRequested: Bool { promise.value != nil }

    /// Waits until it is thrown.
    ///
    /// - Returns: `false` when the task was cancelled before.
    public func wait() async -> Bool {
        await promise.wait() ?? false
    }
}
