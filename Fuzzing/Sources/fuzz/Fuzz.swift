import CFuzzer

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `fuzz TARGET [libFuzzer's options] [corpus]`.
@main
struct Fuzz {
    /// Where the target stands when libFuzzer runs this program again, to minimise what it found.
    private static let variable = "REPRISE_FUZZ_TARGET"

    static func main() {
        let inherited = getenv(variable).map { String(cString: $0) }
        let name = inherited ?? CommandLine.arguments.dropFirst().first ?? ""
        guard let target = FuzzTarget(rawValue: name) else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
            say("fuzz: no target \"\(name)\"; there are \(names)")
            exit(64)
        }
        setenv(variable, name, 1)
        // libFuzzer sees the program's name and its own options only.
        let arguments = CommandLine.unsafeArgv
        guard inherited == nil else {
            exit(reprise_fuzz(CommandLine.argc, arguments, target.function))
        }
        arguments[1] = arguments[0]
        exit(reprise_fuzz(CommandLine.argc - 1, arguments + 1, target.function))
    }
}

/// What can be fuzzed.
enum FuzzTarget: String, CaseIterable {
    case fixture
    case websocket
    case http
    case redactor
    case verification
    case pseudonyms
    case rules
    case replay

    /// Takes one input.
    var function: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt {
        switch self {
        case .fixture: { FixtureTarget.run(.init(start: $0, count: $1)) }
        case .websocket: { WebSocketTarget.run(.init(start: $0, count: $1)) }
        case .http: { HTTPTarget.run(.init(start: $0, count: $1)) }
        case .redactor: { RedactorTarget.run(.init(start: $0, count: $1)) }
        case .verification: { VerificationTarget.run(.init(start: $0, count: $1)) }
        case .pseudonyms: { PseudonymsTarget.run(.init(start: $0, count: $1)) }
        case .rules: { RulesTarget.run(.init(start: $0, count: $1)) }
        case .replay: { ReplayTarget.run(.init(start: $0, count: $1)) }
        }
    }
}

/// Ends the run with this input if a promise is broken.
func promise(_ isKept: Bool, _ promise: String) {
    guard !isKept else { return }
    say("broken: \(promise)")
    abort()
}

private func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}
