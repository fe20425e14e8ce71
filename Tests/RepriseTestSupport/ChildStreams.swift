#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a child gets of descriptors and attributes, while it is being started.
struct ChildStreams: ~Copyable {
    #if canImport(Darwin)
    private var actions: posix_spawn_file_actions_t?
    private var attributes: posix_spawnattr_t?
    #else
    private var actions = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()
    #endif
    /// The ends of pipes that are the child's.
    private var theirs: [Int32] = []
    private var input: Int32?
    private var output: Int32?

    init() {
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
    }

    deinit {
        var (actions, attributes) = (actions, attributes)
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
        for descriptor in theirs + [input, output].compactMap(\.self) { close(descriptor) }
    }

    mutating func setInput(_ kind: ChildProgram.Input) throws(ChildProgram.Failure) {
        switch kind {
        case .nothing:
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        case .open:
            let (read, write) = try Self.makePipe()
            theirs.append(read)
            input = write
            posix_spawn_file_actions_adddup2(&actions, read, STDIN_FILENO)
        }
    }

    mutating func setOutput(_ kind: ChildProgram.Output) throws(ChildProgram.Failure) {
        guard kind == .pipe else { return redirect(STDOUT_FILENO, to: kind) }
        let (read, write) = try Self.makePipe()
        theirs.append(write)
        output = read
        posix_spawn_file_actions_adddup2(&actions, write, STDOUT_FILENO)
    }

    /// Where the second stream goes, after the first.
    mutating func setErrors(_ kind: ChildProgram.Output) {
        redirect(STDERR_FILENO, to: kind)
    }

    private mutating func redirect(_ descriptor: Int32, to kind: ChildProgram.Output) {
        switch kind {
        case .inherited: break
        case .nowhere:
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        case .file(let path):
            let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
            posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o600)
        case .pipe: posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, descriptor)
        }
    }

    /// Starts the program; it gets no descriptor but the three, and every signal as a new program expects it.
    mutating func start(
        _ words: [String],
        _ environment: [String: String]
    ) throws(ChildProgram.Failure) -> pid_t {
        keepOnlyTheStreams()
        prepare()
        var arguments = words.map { strdup($0) } + [nil]
        var variables =
            environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var id: pid_t = 0
        let code = posix_spawnp(&id, words[0], &actions, &attributes, &arguments, &variables)
        for descriptor in theirs { close(descriptor) }
        theirs = []
        guard code == 0 else { throw ChildProgram.Failure(words[0], code) }
        return id
    }

    /// The ends of pipes that are this process's.
    mutating func takeOurs() -> (input: Int32?, output: Int32?) {
        defer { (input, output) = (nil, nil) }
        return (input, output)
    }

    private mutating func keepOnlyTheStreams() {
        #if !canImport(Darwin)
        // What is not open is passed over; what another thread opens meanwhile has one of the next numbers.
        let first = STDERR_FILENO + 1
        let limit = min(Int32(clamping: sysconf(Int32(_SC_OPEN_MAX))), 4_096)
        let highest = (first..<max(first, limit)).last { fcntl($0, F_GETFD) >= 0 } ?? first
        for descriptor in first..<max(first, min(highest + 64, limit)) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        #endif
    }

    private mutating func prepare() {
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        #if canImport(Darwin)
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
        #endif
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD] {
            sigaddset(&signals, signal)
        }
        posix_spawnattr_setsigdefault(&attributes, &signals)
    }

    /// A pipe that is closed in other children.
    private static func makePipe() throws(ChildProgram.Failure) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ChildProgram.Failure("a pipe", errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
