/// Something that happened to the bot's own process, where a recorder ran it.
///
/// It tells what the traffic cannot: whether a bot was done when the recording ended, or was stopped at what it did.
public enum ProcessEvent: Sendable, Hashable {
    /// It was asked to end, by the signal of that number.
    case asked(signal: Int)
    /// It ended with that exit code.
    case exited(code: Int)
    /// It was ended by the signal of that number, which nobody caught.
    case killed(signal: Int)

    /// The name in the format, and the number that goes with it.
    var spelling: (name: String, code: Int) {
        switch self {
        case .asked(let signal): ("asked", signal)
        case .exited(let code): ("exited", code)
        case .killed(let signal): ("killed", signal)
        }
    }

    /// Reads the spelling of the format; `nil` for a name that it does not know.
    init?(name: String, code: Int) {
        switch name {
        case "asked": self = .asked(signal: code)
        case "exited": self = .exited(code: code)
        case "killed": self = .killed(signal: code)
        default: return nil
        }
    }
}
