#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The signal that ends a process which writes beyond the size it allows its files.
///
/// A recording must not end the bot: held back, the signal becomes an error of `write`.
package enum FileSizeSignal {
    /// Runs `write` with the signal held back from this thread; also returns the `errno` it left.
    package static func withoutIt(_ write: () -> Int) -> (count: Int, code: Int32) {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGXFSZ)
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        let count = write()
        let code = errno
        if count < 0, code == EFBIG { take(signals) }
        pthread_sigmask(SIG_SETMASK, &before, nil)
        return (count, code)
    }

    /// Takes the signal that `write` left pending, so that it does not come later.
    private static func take(_ signals: sigset_t) {
        var pending = sigset_t()
        guard sigpending(&pending) == 0, sigismember(&pending, SIGXFSZ) == 1 else { return }
        var signals = signals
        var number: Int32 = 0
        sigwait(&signals, &number)
    }
}
