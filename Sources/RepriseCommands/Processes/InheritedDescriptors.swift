#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The descriptors that this process was given and hands on to the commands that it runs, beyond the standard ones: those
/// of `<(…)` and `9<file` in a shell.
///
/// Its own are none of a command's business: the server's sockets, in the hands of a command, would stay open when the
/// server has closed them.
enum InheritedDescriptors {
    /// How many descriptors a process has at most that anything is done about.
    static let limit: Int32 = 4096

    /// Those that were open when this was first asked, which is before anything of this process's own was opened.
    static let all: [Int32] = (STDERR_FILENO + 1..<limit).filter { descriptor in
        let flags = fcntl(descriptor, F_GETFD)
        return flags >= 0 && flags & FD_CLOEXEC == 0
    }
}
