import CZlib
import SecretRedaction

/// A compressed stream being written: bytes in, compressed bytes out, no I/O.
///
/// The header has no time and no operating system, and input reaches zlib in pieces of a fixed size
/// however it arrives, so that equal input gives equal output (with the same zlib).
struct GzipDeflater: ~Copyable {
    /// How much input is gathered before zlib sees it.
    static let pieceSize = 64 * 1024

    private let stream: UnsafeMutablePointer<z_stream>
    private let header: UnsafeMutablePointer<gz_header>
    private var input: [UInt8] = []
    private let scratch: UnsafeMutableRawBufferPointer
    /// What has come out and was not taken yet.
    private(set) var output: [UInt8] = []

    /// Starts a stream at `level`, 1 (fast) to 9 (small).
    init(_ form: CompressionForm = .gzip, level: Int = 6) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        header = .allocate(capacity: 1)
        header.initialize(to: gz_header())
        header.pointee.os = 255
        scratch = .allocate(byteCount: Self.pieceSize, alignment: 16)
        input.reserveCapacity(Self.pieceSize)
        // 8 is zlib's default memory level.
        let status = deflateInit2_(
            stream,
            Int32(level),
            Z_DEFLATED,
            form.windowBits,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        precondition(status == Z_OK, "zlib has no memory for a stream")
        if form == .gzip { deflateSetHeader(stream, header) }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        header.deallocate()
        scratch.deallocate()
    }

    /// The whole stream of some bytes.
    static func deflate(_ bytes: [UInt8], as form: CompressionForm = .gzip) -> [UInt8] {
        var deflater = GzipDeflater(form)
        deflater.append(bytes)
        deflater.finish()
        return deflater.takeOutput()
    }

    /// Takes more input.
    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Takes more input.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < bytes.count {
            let count = min(Self.pieceSize - input.count, bytes.count - offset)
            input += UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
            offset += count
            if input.count == Self.pieceSize { run(Z_NO_FLUSH) }
        }
    }

    /// Brings everything appended so far into ``output``, readable without what follows.
    mutating func flush() { run(Z_SYNC_FLUSH) }

    /// Ends the stream.
    ///
    /// Nothing may be appended afterwards.
    mutating func finish() { run(Z_FINISH) }

    /// Hands over the compressed bytes.
    mutating func takeOutput() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &output)
        return taken
    }

    private mutating func run(_ flush: Int32) {
        input.withUnsafeMutableBufferPointer { bytes in
            stream.pointee.next_in = bytes.baseAddress
            stream.pointee.avail_in = UInt32(bytes.count)
            var status = Z_OK
            repeat {
                stream.pointee.next_out = scratch.bindMemory(to: UInt8.self).baseAddress
                stream.pointee.avail_out = UInt32(scratch.count)
                status = CZlib.deflate(stream, flush)
                output += UnsafeRawBufferPointer(
                    rebasing: scratch[..<(scratch.count - Int(stream.pointee.avail_out))]
                )
            } while stream.pointee.avail_out == 0 || (flush == Z_FINISH && status == Z_OK)
        }
        input.removeAll(keepingCapacity: true)
    }
}
