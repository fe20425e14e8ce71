/// Work that left a simulation, and calls that held it up.
public struct Departures: Hashable, Sendable {
    /// Blocks handed to Dispatch.
    public let dispatch: Int

    /// Threads started.
    public let threads: Int

    /// Calls that put the thread to sleep for real time.
    public let blockingCalls: Int

    /// Slices that took longer than ``SimulationLimits/sliceTime``, whatever held them up.
    public let stalls: Int

    /// Where the first few of them were made, and where the latest slice stood that took too long.
    ///
    /// The stack is followed by its frame pointers; where a library keeps none, a caller may be missing.
    public let places: [CodePlace]

    init(
        dispatch: Int = 0,
        threads: Int = 0,
        blockingCalls: Int = 0,
        stalls: Int = 0,
        places: [CodePlace] = []
    ) {
        self.dispatch = dispatch
        self.threads = threads
        self.blockingCalls = blockingCalls
        self.stalls = stalls
        self.places = places
    }

    /// Whether nothing left.
    public var isEmpty: Bool { dispatch + threads + blockingCalls + stalls == 0 }
}

extension Departures: CustomStringConvertible {
    /// The counts in one phrase.
    public var description: String {
        let parts = [
            (dispatch, "block(s) handed to Dispatch"), (threads, "thread(s) started"),
            (blockingCalls, "call(s) that block"), (stalls, "slice(s) that held the thread up"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// The counts, and where the first few were made as far as that can be told.
    ///
    /// Reads debug information, which takes a while.
    public var report: String {
        ([description] + places.map { "at \($0)" }).joined(separator: "\n")
    }
}
