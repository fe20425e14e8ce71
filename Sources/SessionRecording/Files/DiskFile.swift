import RepriseFloor

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A recording on the disk: a partial file beside the fixture, which takes its place when finished.
///
/// Until then nobody but the user can read it, and a lock tells other processes that it is being
/// written. What an interrupted recording left behind is set aside, never overwritten.
final class DiskFile: FixtureFile {
    /// The fixture.
    private let path: String
    /// Where the bytes go until then.
    private let partialPath: String
    private let descriptor: Int32
    /// Whether the folder's entry of the partial file has been brought to the disk.
    private let isFolderSynchronized = Locked(false)
    /// Whether the file is in its place, or given up: what has the name of the partial file then is somebody else's.
    private let isOver = Locked(false)

    /// What is added to a fixture's name while it is being written.
    static let partialSuffix = ".partial"

    /// Creates the partial file of a fixture that is to be recorded.
    ///
    /// - Throws: `FixtureError` if it cannot be created, or is being written by somebody else.
    convenience init(fixture path: String) throws(FixtureError) {
        try self.init(path, suffix: Self.partialSuffix, .isSetAside)
    }

    /// Creates the partial file of a fixture that is to be made out of a damaged one.
    ///
    /// - Throws: `FixtureError` if it cannot be created, or is being written by somebody else.
    convenience init(repairing path: String) throws(FixtureError) {
        try self.init(path, suffix: ".repaired" + Self.partialSuffix, .isRemoved)
    }

    private convenience init(
        _ path: String,
        suffix: String,
        _ leftover: PartialFile.Leftover
    ) throws(FixtureError) {
        do {
            try self.init(path, partial: path + suffix, leftover)
        } catch {
            let isInUse = error.code == EWOULDBLOCK
            throw FixtureError(
                isInUse ? .inUse : .file(operation: error.operation, code: error.code),
                path: path
            )
        }
    }

    private init(_ path: String, partial: String, _ leftover: PartialFile.Leftover)
        throws(FileFailure)
    {
        self.path = path
        partialPath = partial
        descriptor = try PartialFile.create(partial, leftover)
    }

    /// The long bodies of the fixture that is written here.
    func bodies(isPublic: Bool, synchronizes: Bool) -> BodyStore {
        BodyStore(beside: path, isPublic: isPublic, synchronizes: synchronizes)
    }

    /// Whether somebody is writing to that file at this moment.
    static func isBeingRecorded(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// Whether nobody but its owner can read a file.
    static func isPrivate(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o077 == 0
    }

    deinit {
        close(descriptor)
    }

    func write(_ bytes: [UInt8]) throws(FileFailure) {
        try Self.writeAll(bytes, to: descriptor)
    }

    /// Writes all of the bytes, however many the system takes at once.
    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(FileFailure) {
        var offset = 0
        while offset < bytes.count {
            let (count, code) = bytes.withUnsafeBytes { memory in
                FileSizeSignal.withoutIt {
                    write(descriptor, UnsafeRawBufferPointer(rebasing: memory[offset...]))
                }
            }
            if count >= 0 {
                offset += count
            } else if code != EINTR {
                throw FileFailure(.write, code: code)
            }
        }
    }

    func synchronize() throws(FileFailure) {
        try Self.synchronize(descriptor)
        // A file that no folder names after a loss of power is lost, however much of it is on the disk.
        guard !isFolderSynchronized.withLock({ $0 }) else { return }
        try Self.synchronizeFolder(of: partialPath)
        isFolderSynchronized.withLock { $0 = true }
    }

    func readBack(_ body: (UnsafeRawBufferPointer) -> Void) throws(FileFailure) {
        var buffer = [UInt8](repeating: 0, count: 128 * 1024)
        var offset: off_t = 0
        while true {
            let count = buffer.withUnsafeMutableBytes { memory in
                pread(descriptor, memory.baseAddress, memory.count, offset)
            }
            if count == 0 { return }
            if count > 0 {
                buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                offset += off_t(count)
            } else if errno != EINTR {
                throw FileFailure(.read, code: errno)
            }
        }
    }

    func commit(isPublic: Bool, synchronize: Bool) throws(FileFailure) {
        if isPublic { fchmod(descriptor, Self.mode(ofFixtureAt: path)) }
        if synchronize { try Self.synchronize(descriptor) }
        guard PartialFile.isNamed(partialPath, descriptor) else {
            throw FileFailure(.rename, code: ENOENT)
        }
        guard rename(partialPath, path) == 0 else { throw FileFailure(.rename, code: errno) }
        isOver.withLock { $0 = true }
        if synchronize { try Self.synchronizeFolder(of: path) }
    }

    func discard() {
        let wasOver = isOver.withLock { isOver in
            defer { isOver = true }
            return isOver
        }
        if !wasOver, PartialFile.isNamed(partialPath, descriptor) { unlink(partialPath) }
    }

    func replacement() throws(FileFailure) -> any FixtureFile {
        // That of a replacement has another name than the replacement.
        let name = partialPath.dropLast(Self.partialSuffix.count)
        return try DiskFile(path, partial: name + ".finished" + Self.partialSuffix, .isRemoved)
    }

    /// The mode of the fixture that is replaced, or the usual one for a new one.
    private static func mode(ofFixtureAt path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o644
    }

    static func synchronizeFolder(of path: String) throws(FileFailure) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure(.synchronize, code: errno) }
        defer { close(descriptor) }
        try synchronize(descriptor)
    }

    static func synchronize(_ descriptor: Int32) throws(FileFailure) {
        #if canImport(Darwin)
        // `fsync` leaves the bytes in the drive's cache there.
        if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        while fsync(descriptor) != 0 {
            // Some file systems have nothing to wait for, and say so in these ways.
            if errno == EINVAL || errno == ENOTSUP { return }
            if errno != EINTR { throw FileFailure(.synchronize, code: errno) }
        }
    }

    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
        Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
        Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
