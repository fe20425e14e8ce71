import CZlib

/// Compression by zlib, without the writer.
enum Deflated {
    /// One gzip member.
    static func gzip(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, windowBits: 15 + 16) }

    /// What zlib's `compress` writes.
    static func zlib(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
        deflated(bytes, windowBits: 15, level: level)
    }

    /// One gzip member, written by hand, whose header says more than it must (RFC 1952 §2.3).
    static func gzip(
        _ bytes: [UInt8],
        name: String? = nil,
        comment: String? = nil,
        extra: String? = nil
    ) -> [UInt8] {
        let plain = gzip(bytes)
        var header = Array(plain[..<10])
        var fields: [UInt8] = []
        if let extra {
            header[3] |= 4
            fields += [UInt8(extra.utf8.count & 255), UInt8(extra.utf8.count >> 8)] + extra.utf8
        }
        for (flag, text) in [(UInt8(8), name), (16, comment)] {
            guard let text else { continue }
            header[3] |= flag
            fields += Array(text.utf8) + [0]
        }
        return header + fields + plain[10...]
    }

    private static func deflated(
        _ bytes: [UInt8],
        windowBits: Int32,
        level: Int32 = 9
    ) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream,
            level,
            Z_DEFLATED,
            windowBits,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let count = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                _ = deflate(&stream, Z_FINISH)
                return output.count - Int(stream.avail_out)
            }
        }
        return Array(output[..<count])
    }
}
