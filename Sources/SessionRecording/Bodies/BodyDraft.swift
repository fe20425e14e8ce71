import RepriseFloor
import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A body that is being written to a file of its own, under a name that says that it is not whole.
///
/// One thread uses it. A lock tells others that it is being written. Of one that is let go of before it is finished, as by a process
/// that is killed or a disk that is full, what has come stays, beside the entry that it belongs to (``LeftBody``).
final class BodyDraft {
    private let folder: BodyFolder
    private let path: String
    private let descriptor: Int32
    private var hash = SHA256()
    private(set) var count = 0
    /// Whether what stands for secrets may stand in it, and the end of what was looked through for that.
    private var hasPlaceholders = false
    private var seam: [UInt8] = []

    /// What placeholders begin with, whichever secret they stand for.
    private static let placeholder = Array("REDACTED-".utf8)

    /// Begins a file, and the folder if there is none.
    init(in folder: BodyFolder, number: Int) throws(FileFailure) {
        self.folder = folder
        guard mkdir(folder.path, 0o755) == 0 || errno == EEXIST else {
            throw FileFailure(.create, code: errno)
        }
        (path, descriptor) = try Self.create(in: folder, "body-\(getpid())-\(number)")
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
    }

    deinit {
        close(descriptor)
    }

    /// A file that is not there yet: a killed process of the same number may have left one of that name.
    private static func create(
        in folder: BodyFolder,
        _ name: String
    ) throws(FileFailure) -> (String, Int32) {
        var attempt = 0
        while true {
            let other = attempt == 0 ? "" : "-\(attempt)"
            let path = folder.path(of: name + other + BodyFolder.partialSuffix)
            let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
            let descriptor = open(path, flags, 0o600)
            if descriptor >= 0 { return (path, descriptor) }
            guard errno == EEXIST, attempt < 1_000 else { throw FileFailure(.create, code: errno) }
            attempt += 1
        }
    }

    /// Writes down beside it whose body it is.
    ///
    /// - Parameter header: The header of the recording, by which that is found again.
    func note(_ entry: SessionEntry, in header: SessionHeader) throws(FileFailure) {
        let note = open(path + LeftBody.suffix, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard note >= 0 else { throw FileFailure(.create, code: errno) }
        defer { close(note) }
        var encoder = LineEncoder()
        try DiskFile.writeAll(encoder.encode(header) + encoder.encode(entry), to: note)
    }

    /// Removes it: nobody wants it.
    func remove() {
        unlink(path)
        unlink(path + LeftBody.suffix)
    }

    /// Appends bytes.
    func write(_ bytes: [UInt8]) throws(FileFailure) {
        guard !bytes.isEmpty else { return }
        hash.add(bytes)
        count += bytes.count
        lookForPlaceholders(in: bytes)
        try DiskFile.writeAll(bytes, to: descriptor)
    }

    private func lookForPlaceholders(in bytes: [UInt8]) {
        guard !hasPlaceholders else { return }
        let length = Self.placeholder.count
        let start = seam + bytes.prefix(length)
        hasPlaceholders =
            ByteSearch.firstOffset(of: Self.placeholder, in: start.span, from: 0) != nil
            || ByteSearch.firstOffset(of: Self.placeholder, in: bytes.span, from: 0) != nil
        seam = Array((bytes.count < length ? seam + bytes : bytes).suffix(length - 1))
    }

    /// Puts the file where its hash says; only its owner can read it.
    ///
    /// - Returns: What it holds, and whether no such file was there before.
    func finish(
        synchronize: Bool
    ) throws(FileFailure) -> (file: BodyFile, isNew: Bool) {
        let body = BodyFile(
            sha256: hash.finishHexadecimal(),
            count: count,
            hasPlaceholders: hasPlaceholders
        )
        let file = folder.located(body)
        let target = folder.path(of: file.sha256)
        if synchronize { try DiskFile.synchronize(descriptor) }
        // What is there already holds the same, and keeps its mode.
        var known = stat()
        let isNew = stat(target, &known) != 0
        if !isNew { fchmod(descriptor, known.st_mode & 0o777) }
        guard rename(path, target) == 0 else { throw FileFailure(.rename, code: errno) }
        unlink(path + LeftBody.suffix)
        if synchronize { try DiskFile.synchronizeFolder(of: target) }
        return (file, isNew)
    }

    /// Removes drafts that a process left behind that was killed, unless a recording may be made whole by them that lies beside.
    static func removeLeftovers(in folder: BodyFolder, of fixture: String) {
        let names = folder.names
        let drafts = names.filter { name in
            name.hasPrefix("body-") && name.hasSuffix(BodyFolder.partialSuffix)
        }
        guard !drafts.isEmpty else { return }
        let isKept = folder.isShared(besides: fixture)
        for name in drafts where !(isKept && names.contains(name + LeftBody.suffix)) {
            let path = folder.path(of: name)
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                unlink(path)
                unlink(path + LeftBody.suffix)
            }
            close(descriptor)
        }
    }
}
