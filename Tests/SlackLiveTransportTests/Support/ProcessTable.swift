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

    init() {
        descriptors = Self.entries("/proc/self/fd")
        threads = Self.entries("/proc/self/task")
    }

    /// Whether the system shows it.
    static var isReadable: Bool { access("/proc/self/fd", R_OK) == 0 }

    private static func entries(_ path: String) -> Int {
        guard let folder = opendir(path) else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
