#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The operating system's words for its error numbers.
enum SystemError {
    /// The `errno` of a process that may have no more threads.
    static let noResources = EAGAIN
    /// The `errno` of what cannot be read back as it was written.
    static let damaged = EIO

    /// The text of an `errno`, in the C library's wording.
    static func text(of code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        return String(cString: text)
    }
}
