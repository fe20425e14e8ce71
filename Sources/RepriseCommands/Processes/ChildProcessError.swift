#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Why a command cannot be run.
enum ChildProcessError: Error, Sendable, Hashable {
    /// There is no such file.
    case notFound(String)
    /// The file is there, and the system refuses to run it: the number is its `errno`.
    case notExecutable(String, Int32)
    /// The system has no room for another process: the number is its `errno`.
    case cannotStart(String, Int32)

    /// The exit code of a shell for it.
    var code: Int32 {
        switch self {
        case .notFound: 127
        case .notExecutable, .cannotStart: 126
        }
    }
}

extension ChildProcessError: CustomStringConvertible {
    /// What cannot be run, why, and what to do next.
    var description: String {
        switch self {
        case .notFound(let name) where name.contains("/"):
            "there is no file \(name) to run; check the path behind --"
        case .notFound(let name):
            "there is no command \(name) in any folder of PATH; check the name behind --, or give its path"
        case .notExecutable(let name, ENOEXEC):
            "\(name) cannot be run: it is no program, and its first line names none (#!)"
        case .notExecutable(let name, _):
            "\(name) cannot be run: it is no file that this user may execute; chmod +x may help"
        case .cannotStart(let name, let code):
            "\(name) cannot be started: \(String(cString: strerror(code)))"
        }
    }
}
