/// How a child process ended.
enum ChildEnd: Sendable, Hashable {
    /// By itself, with this exit code.
    case exited(Int32)
    /// By a signal that nobody caught.
    case signalled(Int32)

    /// Reads what `waitpid` says.
    init(waitStatus status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }

    /// The exit code that a shell would report: 128 and the number for a signal.
    var code: Int32 {
        switch self {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        }
    }

    /// The end in words, behind "the command".
    var words: String {
        switch self {
        case .exited(let code): "ended with exit code \(code)"
        case .signalled(let signal): "was ended by \(SignalName.of(signal))"
        }
    }
}
