import RepriseFloor

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a reader's bytes come from: a file, or memory.
struct ByteSource: ~Copyable {
    private enum Origin {
        case file(Int32)
        case memory([UInt8])
        case scratch(ScratchBytes)
    }

    private let origin: Origin
    /// How many bytes were given out.
    private(set) var offset = 0
    private var buffer: [UInt8]
    private var range = 0..<0

    /// Opens a file.
    ///
    /// - Throws: `FixtureError` if it cannot be opened.
    init(path: String) throws(FixtureError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FixtureError(.file(operation: .open, code: errno), path: path)
        }
        origin = .file(descriptor)
        buffer = [UInt8](repeating: 0, count: 128 * 1024)
    }

    /// Reads from memory.
    init(bytes: [UInt8]) {
        origin = .memory(bytes)
        buffer = bytes
        range = 0..<bytes.count
    }

    /// Reads what was written to scratch bytes.
    init(_ bytes: ScratchBytes) {
        origin = .scratch(bytes)
        buffer = [UInt8](repeating: 0, count: 128 * 1024)
    }

    deinit {
        if case .file(let descriptor) = origin { close(descriptor) }
    }

    /// Whether the end was reached; reads if nothing is at hand.
    mutating func isAtEnd(path: String?) throws(FixtureError) -> Bool {
        guard range.isEmpty else { return false }
        range = 0..<(try fill(from: 0, path: path))
        return range.isEmpty
    }

    /// Shows the bytes at hand to `body`, which returns how many it used.
    mutating func consume(_ body: (UnsafeRawBufferPointer) -> Int) {
        let count = buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
        advance(count)
    }

    /// Skips bytes up to the next place where `pattern` stands; false if it does not come.
    ///
    /// The pattern's first byte must not come again in it.
    mutating func skip(to pattern: [UInt8], path: String?) throws(FixtureError) -> Bool {
        while try !isAtEnd(path: path) {
            let start = buffer[range].firstIndex(of: pattern[0]) ?? range.upperBound
            advance(start - range.lowerBound)
            if range.isEmpty { continue }
            while range.count < pattern.count {
                guard try refill(path: path) else { return false }
            }
            if buffer[range].starts(with: pattern) { return true }
            advance(1)
        }
        return false
    }

    private mutating func advance(_ count: Int) {
        range = range.lowerBound + count..<range.upperBound
        offset += count
    }

    /// Moves what is at hand to the front and reads behind it; false at the end of the file.
    private mutating func refill(path: String?) throws(FixtureError) -> Bool {
        if case .memory = origin { return false }
        let kept = Array(buffer[range])
        buffer.replaceSubrange(0..<kept.count, with: kept)
        let count = try fill(from: kept.count, path: path)
        range = 0..<kept.count + count
        return count > 0
    }

    /// Reads behind what is at hand; returns how many bytes there were.
    private mutating func fill(from start: Int, path: String?) throws(FixtureError) -> Int {
        switch origin {
        case .memory: 0
        case .scratch(let bytes): bytes.read(into: &buffer, from: start, at: offset + start)
        case .file(let descriptor): try fill(from: start, descriptor, path: path)
        }
    }

    private mutating func fill(
        from start: Int,
        _ descriptor: Int32,
        path: String?
    ) throws(FixtureError) -> Int {
        while true {
            let count = buffer.withUnsafeMutableBytes { memory in
                read(descriptor, memory.baseAddress.map { $0 + start }, memory.count - start)
            }
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw FixtureError(.file(operation: .read, code: errno), path: path, byte: offset)
            }
        }
    }

    /// The first bytes at hand.
    var prefix: ArraySlice<UInt8> { buffer[range].prefix(2) }
}
