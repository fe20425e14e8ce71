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
        /// Both ends, so that writing never meets a pipe that nobody reads.
        var pipe: (reading: Int32, writing: Int32)
    }

    private let watch: Locked<Watch?>

    /// Starts the shell, which watches over nothing yet; `nil` where the system has none or no room for one.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let shell = Spawning(
            program: "/bin/sh",
            words: ["sh", "-c", "read group && { read word || kill -s KILL -- \"-$group\"; }"],
            environment: [:]
        )
        guard case .success(let pid) = shell.start(input: ends[0], output: .nowhere) else {
            for end in ends { close(end) }
            return nil
        }
        watch = Locked(Watch(shell: pid, pipe: (ends[0], ends[1])))
    }

    /// Watches over a group.
    func keep(_ group: pid_t) {
        watch.withLock { watch in
            guard let watch else { return }
            let line = Array("\(group)\n".utf8)
            _ = write(watch.pipe.writing, line, line.count)
        }
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
        close(watch.pipe.writing)
        close(watch.pipe.reading)
    }
}
