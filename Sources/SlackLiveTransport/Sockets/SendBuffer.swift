/// The bytes that are being written, at an address that does not change until they are.
///
/// OpenSSL wants a write that could not be finished to be repeated from the same address.
final class SendBuffer {
    /// As much as one TLS record holds.
    private static let capacity = 1 << 14

    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    private var start = 0
    private var end = 0

    deinit {
        buffer.deallocate()
    }

    /// Whether everything was written.
    var isEmpty: Bool { start == end }

    /// What is to be written.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[start..<end]) }

    /// Takes as much of `source` as fits, into the empty buffer.
    ///
    /// - Returns: How many bytes were taken.
    func fill(from source: UnsafeRawBufferPointer) -> Int {
        let count = min(source.count, Self.capacity)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<count]))
        start = 0
        end = count
        return count
    }

    /// Takes the first `count` bytes off.
    func wrote(_ count: Int) {
        start += count
    }
}
