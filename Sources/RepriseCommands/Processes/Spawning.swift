#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a child's standard output goes.
enum ChildOutput: Sendable, Hashable {
    /// Where this process's goes.
    case inherited
    /// Where this process's standard error goes, because results go to standard output.
    case errors
    /// Nowhere, and its standard error neither.
    case nowhere
}

/// Starts processes with `posix_spawn`.
struct Spawning {
    /// The system's number for why a process did not start.
    struct Failure: Error {
        var code: Int32
    }

    var program: String
    var words: [String]
    var environment: [String: String]

    #if canImport(Darwin)
    private typealias Actions = posix_spawn_file_actions_t?
    private typealias Attributes = posix_spawnattr_t?
    #else
    private typealias Actions = posix_spawn_file_actions_t
    private typealias Attributes = posix_spawnattr_t
    #endif

    /// Starts the program in a process group of its own, with every signal as a new program expects it.
    ///
    /// - Parameters:
    ///   - input: A descriptor to be its standard input; this process's own if `nil`.
    ///   - output: Where its standard output goes.
    func start(input: Int32? = nil, output: ChildOutput) -> Result<pid_t, Failure> {
        #if canImport(Darwin)
        var actions: Actions
        var attributes: Attributes
        #else
        var actions = Actions()
        var attributes = Attributes()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) }
        Self.redirect(output, &actions)
        Self.keepOnly(InheritedDescriptors.all, &actions)
        Self.prepare(&attributes)
        var arguments = words.map { strdup($0) } + [nil]
        var variables =
            environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, program, &actions, &attributes, &arguments, &variables)
        return code == 0 ? .success(pid) : .failure(Failure(code: code))
    }

    private static func redirect(_ output: ChildOutput, _ actions: inout Actions) {
        switch output {
        case .inherited: break
        case .errors: posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
        case .nowhere:
            for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
                posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
            }
        }
    }

    /// Closes what is this process's own.
    private static func keepOnly(_ inherited: [Int32], _ actions: inout Actions) {
        #if canImport(Darwin)
        // All is closed there but what is named.
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] + inherited {
            posix_spawn_file_actions_addinherit_np(&actions, descriptor)
        }
        #else
        // What is not open is passed over; what another thread opens meanwhile has one of the next numbers.
        let first = STDERR_FILENO + 1
        let limit = min(Int32(clamping: sysconf(Int32(_SC_OPEN_MAX))), InheritedDescriptors.limit)
        let highest = (first..<max(first, limit)).last { fcntl($0, F_GETFD) >= 0 } ?? first
        for descriptor in first..<max(first, min(highest + 64, limit))
        where !inherited.contains(descriptor) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        #endif
    }

    /// A group of its own, no signal blocked, and those that this process ignores or watches as usual.
    private static func prepare(_ attributes: inout Attributes) {
        var flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        #if canImport(Darwin)
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
        #endif
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD] {
            sigaddset(&signals, signal)
        }
        posix_spawnattr_setsigdefault(&attributes, &signals)
    }
}
