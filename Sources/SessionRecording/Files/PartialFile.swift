#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The way to a partial file of one's own: one process at a time writes under its name.
enum PartialFile {
    /// What becomes of a partial file that nobody writes any more.
    enum Leftover {
        /// It may hold the only copy of a recording: it gets another name.
        case isSetAside
        /// It was derived from another file: it is written anew.
        case isRemoved
    }

    /// Creates a partial file that nobody else writes to, and locks it.
    ///
    /// Before it is locked, another process may take it for a leftover and clear it away. Whoever has the lock of the file
    /// that has the name is the one who records; the others find that file in use when they try again.
    static func create(
        _ partial: String,
        _ leftover: Leftover
    ) throws(FileFailure) -> Int32 {
        var code = EWOULDBLOCK
        for _ in 0..<attempts {
            try clear(partial, leftover)
            let descriptor = open(
                partial,
                O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                0o600
            )
            guard descriptor >= 0 else {
                code = errno
                guard code == EEXIST else { break }
                continue
            }
            lock(descriptor)
            if isNamed(partial, descriptor) { return descriptor }
            close(descriptor)
            code = EWOULDBLOCK
        }
        throw FileFailure(.create, code: code)
    }

    /// How often somebody else may be faster.
    private static let attempts = 100

    /// Waits for the lock of a file that was created here: others have it only as long as they clear the file away, or ask
    /// whether it is being written.
    private static func lock(_ descriptor: Int32) {
        while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    }

    /// Whether an open file is the one that has the name.
    static func isNamed(_ path: String, _ descriptor: Int32) -> Bool {
        var (file, named) = (stat(), stat())
        return fstat(descriptor, &file) == 0 && lstat(path, &named) == 0
            && file.st_dev == named.st_dev && file.st_ino == named.st_ino
    }

    /// Clears the way for a partial file, unless somebody writes to the one that is there.
    private static func clear(_ partial: String, _ leftover: Leftover) throws(FileFailure) {
        let descriptor = open(partial, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw FileFailure(.create, code: EWOULDBLOCK)
        }
        // Its writer may have put it in its place meanwhile, and somebody else have begun another one.
        guard isNamed(partial, descriptor) else { return }
        switch leftover {
        case .isSetAside where !isEmpty(descriptor): try setAside(partial)
        case .isSetAside: unlink(partial)
        case .isRemoved: unlink(partial)
        }
    }

    /// Whether nothing was written to a file, so that nothing is lost with it.
    private static func isEmpty(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_size == 0
    }

    /// Gives a partial file that nobody writes to another name.
    private static func setAside(_ partial: String) throws(FileFailure) {
        for number in 1...999 where access("\(partial).\(number)", F_OK) != 0 {
            guard rename(partial, "\(partial).\(number)") == 0 else {
                throw FileFailure(.rename, code: errno)
            }
            return
        }
        throw FileFailure(.create, code: EEXIST)
    }
}
