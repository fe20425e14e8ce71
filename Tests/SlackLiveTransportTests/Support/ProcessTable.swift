#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the process holds at a moment.
struct ProcessTable {
    /// Open descriptors.
    let descriptors: Int
    /// Threads.
    let threads: Int

    init() throws(PeerError) {
        descriptors = try Self.entries("/proc/self/fd")
        threads = try Self.entries("/proc/self/task")
    }

    /// Whether the system shows it.
    static var isReadable: Bool { access("/proc/self/fd", R_OK) == 0 }

    private static func entries(_ path: String) throws(PeerError) -> Int {
        guard let folder = opendir(path) else { throw PeerError(path, code: errno) }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
