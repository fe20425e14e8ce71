/// How far a server's life has come, as a value without I/O.
enum ServerLife<Listening: Sendable>: Sendable {
    /// ``SlackServer/run()`` was not called yet.
    case new
    /// It was called, and the port is being taken.
    case starting
    /// Connections come in.
    case listening(Listening)
    /// ``SlackServer/stop(timeout:)`` was called, and connections are ending.
    case stopping
    /// All is over.
    case stopped

    /// Takes the call of `run`.
    mutating func start() throws(SlackServerError) {
        switch self {
        case .new: self = .starting
        case .starting, .listening, .stopping: throw .alreadyRun
        case .stopped: throw .stopped
        }
    }

    /// Takes the port's having been taken; false if nobody wants it any more.
    mutating func listen(_ listening: Listening) -> Bool {
        guard case .starting = self else { return false }
        self = .listening(listening)
        return true
    }

    /// What `stop` has to do.
    enum Stop: Sendable {
        /// Nothing runs or ever will.
        case nothing
        /// Wait until `run` returns.
        case wait
        /// Stop listening, then wait until `run` returns.
        case close(Listening)
    }

    /// Takes the call of `stop`.
    mutating func stop() -> Stop {
        switch self {
        case .new:
            self = .stopped
            return .nothing
        case .starting:
            self = .stopping
            return .wait
        case .listening(let listening):
            self = .stopping
            return .close(listening)
        case .stopping: return .wait
        case .stopped: return .nothing
        }
    }

    /// Takes the end of `run`.
    mutating func finish() {
        self = .stopped
    }
}
