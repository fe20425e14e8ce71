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

    deinit {
        if case .file(let descriptor) = origin { close(descriptor) }
    }

    /// Whether the end was reached; reads if nothing is at hand.
    mutating func isAtEnd(path: String?) throws(FixtureError) -> Bool {
        guard range.isEmpty, case .file(let descriptor) = origin else { return range.isEmpty }
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                range = 0..<count
                return count == 0
            }
            guard errno == EINTR else {
                throw FixtureError(.file(operation: .read, code: errno), path: path, byte: offset)
            }
        }
    }

    /// Shows the bytes at hand to `body`, which returns how many it used.
    mutating func consume(_ body: (UnsafeRawBufferPointer) -> Int) {
        let count = buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
        range = range.lowerBound + count..<range.upperBound
        offset += count
    }

    /// The first bytes at hand.
    var prefix: ArraySlice<UInt8> { buffer[range].prefix(2) }
}
