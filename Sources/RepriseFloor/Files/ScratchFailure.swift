#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// That a file for scratch cannot be read any more: what this process had put there is lost.
package struct ScratchFailure: Error, Sendable, Hashable {
    /// The folder in which the file was made.
    package let folder: String
    /// The `errno` of reading it; 0 if the file has become shorter.
    package let code: Int32

    /// Makes an error.
    package init(folder: String, code: Int32) {
        self.folder = folder
        self.code = code
    }
}

extension ScratchFailure: CustomStringConvertible {
    /// One line for people.
    package var description: String { "\(sentence); \(next)" }

    /// What is wrong, and where.
    package var sentence: String {
        let why = code == 0 ? "it has become shorter" : String(cString: strerror(code))
        return
            "a file for scratch in \(folder) cannot be read any more (\(why)), so what was kept there is lost"
    }

    /// What to do about it.
    package var next: String {
        "look after that disk, or set TMPDIR to a folder on another one, and run it again"
    }
}

/// What could not be read of files for scratch, in this process.
///
/// What is read from there is asked for by index, in the middle of everything, so there is no way out by an error: whoever reads gets a
/// stand-in, and the failure is noted here. **Whoever concludes anything from what may have been in such a file asks here first**, from a
/// mark that was taken before the file was made. The files of others in this process count as well: they lie on the same disk.
@usableFromInline
package enum ScratchFailures {
    /// A moment: so many failures were noted before it.
    package struct Mark: Sendable, Hashable {
        fileprivate let count: Int
    }

    private struct Notes {
        var count = 0
        var latest: ScratchFailure?
    }

    private static let notes = Locked(Notes())

    /// This moment.
    package static var mark: Mark { Mark(count: notes.withLock { $0.count }) }

    /// What failed since a moment; `nil` if nothing did.
    package static func failure(since mark: Mark) -> ScratchFailure? {
        notes.withLock { $0.count > mark.count ? $0.latest : nil }
    }

    /// Whether anything ever failed.
    @usableFromInline static var isAny: Bool { notes.withLock { $0.count > 0 } }

    static func note(_ failure: ScratchFailure) {
        notes.withLock { notes in
            notes.count += 1
            notes.latest = failure
        }
    }
}
