import CZlib
package import SecretRedaction

/// A compressed stream being read: compressed bytes in, plain bytes out, no I/O.
///
/// One inflater reads one member of gzip; ``nextMember()`` makes it ready for the one that follows.
package struct GzipInflater: ~Copyable {
    /// What a step came to.
    enum Status: Equatable {
        /// All input was used; there may be room left in the output.
        case needsInput
        /// The output is full; call again with more room, even without input.
        case needsOutput
        /// The member ended here and its checksum was right.
        case memberEnd
        /// The bytes are not what gzip would write from here on.
        case damaged
    }

    /// How far a step came.
    struct Step: Equatable {
        /// Bytes of input that were used.
        let consumed: Int
        /// Bytes of output that were written.
        let produced: Int
        /// What it came to.
        let status: Status
    }

    /// What every member begins with: two bytes that name gzip, and one for deflate.
    static let magic: [UInt8] = [0x1f, 0x8b, 8]

    private let stream: UnsafeMutablePointer<z_stream>
    /// Where the header of a member is noted, if somebody asks.
    private let header: GzipHeaderNote?

    /// Starts at a header of that form.
    init(_ form: CompressionForm = .gzip, notesHeaders: Bool = false) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(
            stream,
            form.windowBits,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        precondition(status == Z_OK, "zlib has no memory for a stream")
        header = notesHeaders ? GzipHeaderNote() : nil
        header?.begin(stream)
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// The content of all members, as far as they can be read, and what stands behind them; `nil` if there is no
    /// content, or more than `limit` bytes of it.
    ///
    /// Logs that are appended to are several members; a body that was cut, or padded, has been read by others as well.
    package static func inflate(
        _ bytes: [UInt8],
        as form: CompressionForm = .gzip,
        limit: Int
    ) -> InflatedPayload? {
        var inflater = GzipInflater(form)
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: GzipDeflater.pieceSize)
        var used = 0
        while text.count <= limit {
            let step = bytes[used...].withUnsafeBytes { input in
                piece.withUnsafeMutableBytes { inflater.inflate(input, into: $0) }
            }
            used += step.consumed
            text += piece[..<step.produced]
            switch step.status {
            case .needsOutput: continue
            case .memberEnd where form == .gzip && bytes[used...].starts(with: magic):
                inflater.nextMember()
            case .memberEnd, .damaged, .needsInput:
                guard !text.isEmpty, text.count <= limit else { return nil }
                return InflatedPayload(
                    content: text,
                    rest: bytes[used...],
                    isWhole: step.status == .memberEnd && used == bytes.count
                )
            }
        }
        return nil
    }

    /// How many bytes are inflated until there are more than `limit`, or no more can be.
    static func length(of bytes: [UInt8], as form: CompressionForm, limit: Int) -> Int {
        var inflater = GzipInflater(form)
        var piece = [UInt8](repeating: 0, count: GzipDeflater.pieceSize)
        var (used, length) = (0, 0)
        while length <= limit {
            let step = bytes[used...].withUnsafeBytes { input in
                piece.withUnsafeMutableBytes { inflater.inflate(input, into: $0) }
            }
            used += step.consumed
            length += step.produced
            if step.status != .needsOutput { break }
        }
        return length
    }

    /// Inflates what fits.
    mutating func inflate(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) -> Step {
        // zlib declares its input as mutable but does not write to it.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.bindMemory(to: UInt8.self).baseAddress
        )
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let offered = (Int(stream.pointee.avail_in), Int(stream.pointee.avail_out))
        let code = CZlib.inflate(stream, Z_NO_FLUSH)
        return Step(
            consumed: offered.0 - Int(stream.pointee.avail_in),
            produced: offered.1 - Int(stream.pointee.avail_out),
            status: status(of: code)
        )
    }

    /// Makes ready for the header of a member that follows.
    mutating func nextMember() {
        inflateReset(stream)
        header?.begin(stream)
    }

    /// What the header of the member says beside its content, once it was read; `nil` if that is nothing, or was taken.
    mutating func takeHeader() -> [UInt8]? { header?.take() }

    private func status(of code: Int32) -> Status {
        switch code {
        case Z_STREAM_END: .memberEnd
        // A buffer error only says that nothing could be done with what was offered.
        case Z_OK, Z_BUF_ERROR: stream.pointee.avail_out == 0 ? .needsOutput : .needsInput
        default: .damaged
        }
    }
}
