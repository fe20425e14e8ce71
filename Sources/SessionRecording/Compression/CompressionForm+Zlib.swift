import SecretRedaction

extension CompressionForm {
    /// How zlib is told of it: by the bits of the window, and 16 for a wrapper of gzip.
    var windowBits: Int32 {
        switch self {
        case .gzip: 15 + 16
        case .zlib: 15
        }
    }
}
