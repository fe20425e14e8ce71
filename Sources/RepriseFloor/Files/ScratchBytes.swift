/// Bytes that are written once, piece behind piece, and read again by their places.
///
/// The latest of them are in memory; those before are in a file without a name, which goes when this does. Where no such
/// file can be made or written, all of them stay in memory.
package final class ScratchBytes: Sendable {
    /// Where bytes stand, in no more memory than a number takes.
    package struct Place: Sendable, Hashable, BitwiseCopyable {
        /// The offset above, the count in the lowest bits.
        private let word: UInt64
        private static let countBits: UInt64 = 24

        /// Stands for what has no place.
        package static let nowhere = Place(word: .max)

        private init(word: UInt64) { self.word = word }

        /// `nil` for more than 16 MiB, or beyond a terabyte: that is kept elsewhere.
        package init?(_ range: Range<Int>) {
            let (offset, count) = (UInt64(range.lowerBound), UInt64(range.count))
            guard count < 1 << Self.countBits, offset < 1 << 40 - 1 else { return nil }
            word = offset << Self.countBits | count
        }

        package var range: Range<Int> {
            let offset = Int(word >> Self.countBits)
            return offset..<offset + Int(word & (1 << Self.countBits - 1))
        }
    }

    private struct State {
        var file: ScratchFile?
        /// Whether there is no file, or no more room in it.
        var isFileFull = false
        /// How many bytes are in the file.
        var written = 0
        /// The bytes behind them.
        var tail: [UInt8] = []
    }

    private let state = Locked(State())
    private let memoryLimit: Int
    private let folder: String?

    /// - Parameters:
    ///   - memoryLimit: How many bytes are kept in memory.
    ///   - folder: Where the file is made; `nil` for the folder for temporary files.
    package init(memoryLimit: Int = 1 << 20, folder: String? = nil) {
        self.memoryLimit = memoryLimit
        self.folder = folder
    }

    /// How many bytes were written.
    package var count: Int { state.withLock { $0.written + $0.tail.count } }

    /// Writes a part of an array; returns where it stands.
    @discardableResult
    package func append(_ bytes: [UInt8], _ part: Range<Int>) -> Range<Int> {
        state.withLock { state in
            let start = state.written + state.tail.count
            state.tail += bytes[part]
            if state.tail.count >= memoryLimit, !state.isFileFull { spill(&state) }
            return start..<start + part.count
        }
    }

    private func spill(_ state: inout State) {
        if state.file == nil { state.file = ScratchFile(in: folder ?? ScratchFile.usualFolder) }
        guard let file = state.file, file.write(state.tail, at: state.written) else {
            state.isFileFull = true
            return
        }
        state.written += state.tail.count
        state.tail.removeAll(keepingCapacity: true)
    }

    /// Fills `memory` from `start` on with the bytes from an offset on; returns how many there were: none if the file cannot be
    /// read any more, which is noted in ``ScratchFailures``.
    package func read(into memory: inout [UInt8], from start: Int, at offset: Int) -> Int {
        let room = memory.count - start
        let (file, inFile, tail) = state.withLock {
            state -> (ScratchFile?, Int, ArraySlice<UInt8>) in
            let inFile = min(room, max(0, state.written - offset))
            let place = max(0, offset - state.written)
            let inTail = min(room - inFile, max(0, state.tail.count - place))
            return (state.file, inFile, inTail > 0 ? state.tail[place..<place + inTail] : [])
        }
        if let file, inFile > 0 {
            let isRead = memory.withUnsafeMutableBytes { memory in
                let part = start..<start + inFile
                return file.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: memory[part]),
                    at: offset
                )
            }
            guard isRead else { return 0 }
        }
        memory.replaceSubrange(start + inFile..<start + inFile + tail.count, with: tail)
        return inFile + tail.count
    }
}

/// Reads bytes by their places, those near to each other at once.
///
/// Whoever reads in another order, or at another place, has a reader of its own.
package final class ScratchReader: Sendable {
    private struct Window {
        var start = 0
        var count = 0
        var memory: [UInt8] = []
    }

    /// How much is read at once.
    private static let size = 64 << 10

    private let bytes: ScratchBytes
    private let window = Locked(Window())

    package init(_ bytes: ScratchBytes) {
        self.bytes = bytes
    }

    /// The bytes at a place; `nil` if they cannot be read any more, which is noted in ``ScratchFailures``.
    package func bytes(at place: ScratchBytes.Place) -> [UInt8]? {
        let range = place.range
        return window.withLock { window in
            if range.lowerBound < window.start || range.upperBound > window.start + window.count {
                let size = max(Self.size, range.count)
                if window.memory.count != size {
                    window.memory = [UInt8](repeating: 0, count: size)
                }
                window.start = range.lowerBound
                window.count = bytes.read(into: &window.memory, from: 0, at: range.lowerBound)
            }
            guard range.upperBound <= window.start + window.count else { return nil }
            let first = range.lowerBound - window.start
            return Array(window.memory[first..<first + range.count])
        }
    }
}
