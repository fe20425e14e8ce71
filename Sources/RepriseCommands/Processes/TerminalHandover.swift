#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Lends the terminal to a child that reads from it.
///
/// A child in a group of its own is stopped by the system when it reads from the terminal. Until it does, the
/// terminal's Ctrl-C is this process's, which can end a recording properly; from then on it is the child's.
///
/// Used by the thread that waits for the child, and by no other.
final class TerminalHandover {
    private let group: pid_t
    private var isLent = false

    init(group: pid_t) {
        self.group = group
    }

    /// The child was stopped: if it wants the terminal it gets it, and it goes on.
    func childStopped(by signal: Int32) {
        switch signal {
        case SIGTTIN, SIGTTOU:
            guard isLent || tcgetpgrp(STDIN_FILENO) == getpgrp() else { return }
            isLent = give(to: group) || isLent
            kill(-group, SIGCONT)
        case SIGTSTP where isLent:
            // Nobody else could wake it: the terminal's shell waits for this process.
            kill(-group, SIGCONT)
        default: break
        }
    }

    /// The child is gone: the terminal is this process's again.
    func takeBack() {
        if isLent { _ = give(to: getpgrp()) }
    }

    private func give(to group: pid_t) -> Bool {
        // A process in the background that changes this is stopped itself, unless it blocks the signal.
        var blocked = sigset_t()
        var former = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGTTOU)
        pthread_sigmask(SIG_BLOCK, &blocked, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        return tcsetpgrp(STDIN_FILENO, group) == 0
    }
}
