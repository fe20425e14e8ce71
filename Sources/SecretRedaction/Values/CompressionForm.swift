/// How bytes are compressed: both are deflate in a wrapper, which is what tells them.
package enum CompressionForm: Sendable, Hashable {
    /// RFC 1952.
    case gzip
    /// RFC 1950: what HTTP calls `deflate`, and `zlib.compress` writes.
    case zlib

    /// What bytes seem to be compressed as, by their beginning; `nil` if they do not.
    ///
    /// A text may begin like zlib as well (`x^`, `hC`): what does not inflate is none.
    package init?(of bytes: [UInt8]) {
        guard bytes.count > 2 else { return nil }
        let (first, second) = (bytes[0], bytes[1])
        if first == 0x1f, second == 0x8b {
            self = .gzip
        } else if first & 0x0f == 8, first >> 4 <= 7, second & 0x20 == 0,
            (Int(first) << 8 | Int(second)) % 31 == 0
        {
            self = .zlib
        } else {
            return nil
        }
    }
}
