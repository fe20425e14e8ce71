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

        /// That a second run of the same schedule, undisturbed, is another run.
        static func notRepeatable(at step: Int?, _ failure: Failure?) -> Failure {
            let how =
                step.map { "parts from the first at step \($0)" }
                ?? "fails where the first did not: \(failure?.message ?? "")"
            return Failure(
                kind: "not repeatable",
                message:
                    "the second run of one schedule \(how): something is kept from one run to the next. "
                    + "Make what is tested in the closure that is run, anew for each schedule"
            )
        }

        /// Whether this is that a second run of the same schedule was another run.
        package var isNotRepeatable: Bool { kind == "not repeatable" }

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

    /// What the run recorded of itself.
    public let record: SimulationRecord

    /// Why it failed; nil when it did not.
    public let failure: Failure?

    /// An attempt that failed if `failure` is given.
    public init(_ record: SimulationRecord, failure: Failure?) {
        self.record = record
        self.failure = failure
    }

    /// The attempt that `run` was, failed if the body did not return or `verify` throws.
    public init<Result>(
        _ run: SimulationRun<Result>,
        verify: (Result) throws -> Void = { _ in }
    ) {
        do {
            try verify(try run.result)
            self.init(run.record, failure: nil)
        } catch {
            self.init(run.record, failure: Failure(error))
        }
    }
}
