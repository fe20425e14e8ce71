import Foundation
import RepriseFloor
import SlackBot

/// A command running in a process group of its own, which does not outlive this process.
///
/// Its standard streams are this process's unless told otherwise. When it ends, whatever it left running in
/// its group is killed; so is all of the group when this process ends in any way, by SIGKILL too.
/// Safe to use from any task and thread.
final class ChildProcess: Sendable {
    private struct State {
        var end: ChildEnd?
    }

    /// The process, and the number of its group.
    let pid: pid_t
    private let state = Locked(State())
    private let ended = Shutdown()
    private let keeper: GroupKeeper?

    /// Starts a command.
    ///
    /// - Parameters:
    ///   - words: The command and its arguments; the first names the program.
    ///   - environment: The whole environment, in which `PATH` tells where programs are.
    ///   - output: Where its standard output goes.
    /// - Throws: ``ChildProcessError`` when it cannot be run.
    init(
        _ words: [String],
        environment: [String: String],
        output: ChildOutput = .inherited
    ) throws(ChildProcessError) {
        let name = words.first ?? ""
        let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        let program = try Executable.find(name, path: path)
        // Before the command, which is without a keeper only until its group is known.
        keeper = GroupKeeper()
        let spawning = Spawning(program: program, words: words, environment: environment)
        switch spawning.start(output: output) {
        case .success(let pid): self.pid = pid
        case .failure(let failure) where failure.code == ENOEXEC:
            throw .notExecutable(name, failure.code)
        case .failure(let failure): throw .cannotStart(name, failure.code)
        }
        keeper?.keep(pid)
        // The thread waits for the child and ends with it; it keeps this object until then.
        Foundation.Thread.detachNewThread { self.reap() }
    }

    /// How it ended; `nil` while it runs.
    var end: ChildEnd? { state.withLock { $0.end } }

    /// Waits for its end.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    func wait() async throws -> ChildEnd {
        _ = await ended.wait()
        guard let end else { throw CancellationError() }
        return end
    }

    /// Sends a signal to all of its group; nothing happens after its end.
    func signal(_ signal: Int32) {
        // Under the lock, so that the group's number cannot have been given to somebody else.
        state.withLock { state in
            guard state.end == nil else { return }
            kill(-pid, signal)
            // A stopped process would not hear of it.
            kill(-pid, SIGCONT)
        }
    }

    // MARK: On the waiting thread

    private func reap() {
        let terminal = TerminalHandover(group: pid)
        while true {
            var information = siginfo_t()
            let code = waitid(P_PID, id_t(pid), &information, WEXITED | WSTOPPED | WNOWAIT)
            if code != 0, errno == EINTR { continue }
            guard code == 0, information.si_code == CLD_STOPPED else { break }
            var status: Int32 = 0
            guard waitpid(pid, &status, WUNTRACED | WNOHANG) == pid, status & 0xff == 0x7f else {
                break
            }
            terminal.childStopped(by: (status >> 8) & 0xff)
        }
        terminal.takeBack()
        finish()
    }

    private func finish() {
        state.withLock { state in
            // The dead leader still holds the group's number: what it left behind can be killed safely.
            kill(-pid, SIGKILL)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            state.end = ChildEnd(waitStatus: status)
        }
        keeper?.release()
        ended.request()
    }
}
