#if os(Linux)
#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Makes every file for scratch that this process has open one that cannot be read: a disk that fails.
///
/// For processes that do nothing else, as those of exit tests.
///
/// - Parameter isWritable: Whether what is written meanwhile seems to arrive.
/// - Returns: How many files there were.
@discardableResult
public func breakScratchFiles(isWritable: Bool = true) -> Int {
    // Neither can be read; the null device takes whatever is written.
    let broken = isWritable ? open("/dev/null", O_WRONLY) : open("/", O_RDONLY | O_DIRECTORY)
    guard broken >= 0 else { return 0 }
    defer { close(broken) }
    return (0..<1_024 as Range<Int32>).count { descriptor in
        guard isScratch(descriptor) else { return false }
        return dup2(broken, descriptor) == descriptor
    }
}

private func isScratch(_ descriptor: Int32) -> Bool {
    var name = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/fd/\(descriptor)", &name, name.count)
    guard count > 0 else { return false }
    let bytes = name[..<count].map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self).hasSuffix(".scratch (deleted)")
}

/// Allows this process no file longer than that: a disk that is full.
public func limitFiles(to bytes: Int) {
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}
#endif
