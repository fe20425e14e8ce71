#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file without a name, for what does not fit into memory and is good for this process only.
///
/// Nobody else can open it: it is unlinked as soon as it is made, and until then only the user may read it. The system
/// takes it back when it is closed, however the process ends.
package final class ScratchFile: Sendable {
    private let descriptor: Int32
    private let folder: String

    /// Makes a file in a folder; `nil` where that cannot be.
    package init?(in folder: String) {
        var made: Int32 = -1
        // No random numbers: they would be taken from those of a simulated bot. `O_EXCL` says whether a name is free.
        for _ in 0..<100 {
            let path = "\(folder)/reprise-\(getpid())-\(Self.nextNumber()).scratch"
            made = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if made >= 0 { unlink(path) }
            guard made < 0, errno == EEXIST else { break }
        }
        guard made >= 0 else { return nil }
        descriptor = made
        self.folder = folder
    }

    deinit { close(descriptor) }

    /// Writes bytes at an offset; `false` if there is no room for all of them.
    package func write(_ bytes: [UInt8], at offset: Int) -> Bool {
        bytes.withUnsafeBytes { write($0, at: offset) }
    }

    /// Writes memory at an offset; `false` if there is no room for all of it.
    package func write(_ memory: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        var done = 0
        while done < memory.count {
            let (count, code) = FileSizeSignal.withoutIt {
                let rest = UnsafeRawBufferPointer(rebasing: memory[done...])
                return pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            }
            if count > 0 {
                done += count
            } else if code != EINTR {
                return false
            }
        }
        return true
    }

    /// Fills memory with what stands at an offset; `false` if that cannot be read any more, which is noted in
    /// ``ScratchFailures``.
    package func read(into memory: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
        var done = 0
        while done < memory.count {
            let count = pread(
                descriptor,
                memory.baseAddress.map { $0 + done },
                memory.count - done,
                off_t(offset + done)
            )
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                let code = count == 0 ? 0 : errno
                ScratchFailures.note(ScratchFailure(folder: folder, code: code))
                return false
            }
        }
        return true
    }

    private static let number = Locked(0)

    private static func nextNumber() -> Int {
        number.withLock { number in
            number += 1
            return number
        }
    }

    /// The folder for temporary files.
    package static var usualFolder: String {
        guard let folder = getenv("TMPDIR").map({ String(cString: $0) }), folder.hasPrefix("/")
        else { return "/tmp" }
        return folder
    }
}
