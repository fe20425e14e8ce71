/// HMAC with SHA-256 (RFC 2104): a hash that only who knows the key can compute.
package enum HMAC {
    private static let blockSize = 64

    /// The 32 bytes of the code of `message`.
    package static func sha256(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > blockSize ? SHA256.bytes(of: key) : key
        block += [UInt8](repeating: 0, count: blockSize - block.count)
        let inner = SHA256.bytes(of: block.map { $0 ^ 0x36 } + message)
        return SHA256.bytes(of: block.map { $0 ^ 0x5c } + inner)
    }
}
