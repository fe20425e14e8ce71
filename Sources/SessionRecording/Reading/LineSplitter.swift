import SlackWire

/// Text in pieces of any size in, lines out; no I/O.
///
/// Bytes are put straight into the splitter's own memory, and a line is a range of that memory, so that
/// nothing is copied but the beginning of a line whose end has not come.
struct LineSplitter {
    /// The memory in which lines lie.
    private(set) var bytes: [UInt8]
    private let lineLimit: Int
    /// Where the next line begins.
    private var start = 0
    /// How far line breaks were looked for.
    private var searched = 0
    /// Where the text ends that was put in.
    private var end = 0
    /// Where in the whole text the memory begins.
    private(set) var origin = 0
    /// The text that was put in last.
    private(set) var latest = 0..<0

    init(lineLimit: Int, capacity: Int = 256 * 1024) {
        self.lineLimit = lineLimit
        bytes = [UInt8](repeating: 0, count: max(capacity, 16))
    }

    /// How many bytes belong to a line whose end has not come.
    var pendingCount: Int { end - start }

    /// Whether the pending line is longer than the limit.
    var isOverLimit: Bool { pendingCount > lineLimit }

    /// The next whole line, without its break; `nil` if more text is needed.
    ///
    /// The range is good until text is put in.
    mutating func next() -> Range<Int>? {
        guard let lineBreak = firstBreak() else {
            searched = end
            return nil
        }
        defer {
            start = lineBreak + 1
            searched = start
        }
        let hasReturn = lineBreak > start && bytes[lineBreak - 1] == 0x0d
        return start..<(hasReturn ? lineBreak - 1 : lineBreak)
    }

    /// What follows the last line break, once no more text will come.
    mutating func remainder() -> Range<Int> {
        defer {
            start = end
            searched = end
        }
        return start..<end
    }

    /// Forgets the beginning of a line whose end has not come.
    mutating func dropPending() { _ = remainder() }

    /// Puts text in: `fill` writes to free memory and returns how many bytes it wrote.
    @discardableResult
    mutating func put<Failure: Error>(
        _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        makeRoom()
        var failure: Failure?
        var count = 0
        let free = end..<bytes.count
        bytes.withUnsafeMutableBytes { memory in
            do throws(Failure) {
                count = try fill(UnsafeMutableRawBufferPointer(rebasing: memory[free]))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        latest = end..<end + count
        end += count
        return count
    }

    /// Moves the pending line to the front, and doubles the memory when that is not room enough.
    private mutating func makeRoom() {
        if start > 0 {
            let pending = start..<end
            bytes.withUnsafeMutableBytes { memory in
                UnsafeMutableRawBufferPointer(rebasing: memory[..<pending.count])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[pending]))
            }
            searched -= start
            origin += start
            (start, end) = (0, pending.count)
        }
        if end > bytes.count / 2 {
            bytes += [UInt8](repeating: 0, count: bytes.count)
        }
    }

    private func firstBreak() -> Int? {
        let range = searched..<end
        return bytes.withUnsafeBytes { memory in
            ByteSearch.firstOffset(of: 0x0a, in: memory, range)
        }
    }
}
