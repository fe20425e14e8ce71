import RepriseFloor

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Kills a process group when this process ends without having said that the group may live, however it
/// ends: a shell waits at a pipe for that, and the pipe ends with this process.
final class GroupKeeper: Sendable {
    private struct Watch {
        var shell: pid_t
        var pipe: Int32
    }

    private let watch: Locked<Watch?>

    /// Watches over a group; `nil` where the system has no shell or no room for one.
    init?(group: pid_t) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        defer { close(ends[0]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let shell = Spawning(
            program: "/bin/sh",
            words: ["sh", "-c", "read word || kill -s KILL -- -\(group)"],
            environment: [:]
        )
        guard case .success(let pid) = shell.start(input: ends[0], output: .nowhere) else {
            close(ends[1])
            return nil
        }
        watch = Locked(Watch(shell: pid, pipe: ends[1]))
    }

    deinit {
        release()
    }

    /// Ends the watch: the group is gone.
    func release() {
        let watch = watch.withLock { watch in
            defer { watch = nil }
            return watch
        }
        guard let watch else { return }
        kill(watch.shell, SIGKILL)
        while waitpid(watch.shell, nil, 0) < 0, errno == EINTR {}
        // Not before: the pipe's end is what it waits for.
        close(watch.pipe)
    }
}
