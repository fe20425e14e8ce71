/// One run of the code under exploration, and whether it held its promise.
public struct Attempt: Sendable {
    /// Why an attempt failed.
    public struct Failure: Hashable, Sendable {
        /// What stays the same when the same bug shows under another schedule: usually the type of the
        /// error.
        public let kind: String

        /// The assertion's words.
        public let message: String

        /// Creates a failure of a kind.
        public init(kind: String, message: String) {
            self.kind = kind
            self.message = message
        }

        /// The failure that `error` stands for.
        public init(_ error: any Error) {
            kind = Failure.kind(of: error)
            message = "\(error)"
        }

        private static func kind(of error: any Error) -> String {
            switch error as? SimulationFailure {
            case .stuck: "stuck"
            case .stepLimit: "step limit"
            case .timeLimit: "time limit"
            case .diverged: "diverged"
            case .unsupported: "unsupported"
            case nil: String(reflecting: type(of: error))
            }
        }
    }

    /// What ran, in which order.
    public let trace: Trace

    /// The choices that were made.
    public let choices: [Int]

    /// Why it failed; nil when it did not.
    public let failure: Failure?

    /// Whether the same schedule can be expected to give the same run.
    public let isReproducible: Bool

    /// The tasks that had not finished.
    public let pending: PendingTasks

    /// Work that left the simulation.
    public let departures: Departures

    /// What was captured.
    public let capabilities: Capabilities

    /// The attempt that `run` was, failed if `failure` is given or the body did not return.
    public init<Result>(_ run: SimulationRun<Result>, failure: Failure? = nil) {
        trace = run.trace
        choices = run.choices
        isReproducible = run.isReproducible
        pending = run.pending
        departures = run.departures
        capabilities = run.capabilities
        if let failure {
            self.failure = failure
        } else {
            do {
                _ = try run.result
                self.failure = nil
            } catch {
                self.failure = Failure(error)
            }
        }
    }
}
