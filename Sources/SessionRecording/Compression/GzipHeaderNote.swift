import CZlib

/// What zlib is to note of the header of a gzip member: its extra fields, the name of a file and a comment.
///
/// One inflater owns it, and is gone before it.
final class GzipHeaderNote {
    private let header: UnsafeMutablePointer<gz_header>
    private let memory: UnsafeMutablePointer<UInt8>
    private var isTaken = false

    /// How much of each of the three is noted: all of extra fields, and of the others far more than names have.
    private static let room = 64 << 10

    init() {
        header = .allocate(capacity: 1)
        header.initialize(to: gz_header())
        memory = .allocate(capacity: 3 * Self.room)
        memory.initialize(repeating: 0, count: 3 * Self.room)
    }

    deinit {
        header.deallocate()
        memory.deallocate()
    }

    /// Makes ready for a header that a stream is going to read.
    func begin(_ stream: UnsafeMutablePointer<z_stream>) {
        isTaken = false
        // What stood in the memory for a member before is not looked at: a name ends at its zero, or fills its room.
        header.pointee = gz_header()
        header.pointee.extra = memory
        header.pointee.extra_max = UInt32(Self.room)
        header.pointee.name = memory + Self.room
        header.pointee.name_max = UInt32(Self.room)
        header.pointee.comment = memory + 2 * Self.room
        header.pointee.comm_max = UInt32(Self.room)
        inflateGetHeader(stream, header)
    }

    /// What the header says, each part on a line of its own; `nil` if it was not read yet, says nothing, or was taken.
    func take() -> [UInt8]? {
        guard !isTaken, header.pointee.done == 1 else { return nil }
        isTaken = true
        let extra = header.pointee.extra == nil ? 0 : min(Int(header.pointee.extra_len), Self.room)
        let parts = [
            Array(UnsafeBufferPointer(start: memory, count: extra)),
            header.pointee.name == nil ? [] : text(from: Self.room),
            header.pointee.comment == nil ? [] : text(from: 2 * Self.room),
        ].filter { !$0.isEmpty }
        return parts.isEmpty ? nil : Array(parts.joined(separator: [0x0a]))
    }

    /// The text that stands there, up to the zero that ends it, if that was noted.
    private func text(from start: Int) -> [UInt8] {
        Array(UnsafeBufferPointer(start: memory + start, count: Self.room).prefix { $0 != 0 })
    }
}
