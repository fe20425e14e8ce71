/// Work that left a simulation, and calls that held it up.
public struct Departures: Hashable, Sendable {
    /// Blocks handed to Dispatch.
    public var dispatch = 0

    /// Threads started.
    public var threads = 0

    /// Calls that put the thread to sleep for real time.
    public var blockingCalls = 0

    /// None.
    public init() {}

    init(dispatch: Int, threads: Int, blockingCalls: Int) {
        self.dispatch = dispatch
        self.threads = threads
        self.blockingCalls = blockingCalls
    }

    /// Whether nothing left.
    public var isEmpty: Bool { dispatch + threads + blockingCalls == 0 }
}
