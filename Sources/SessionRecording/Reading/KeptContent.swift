import SecretRedaction

/// The content of a file, kept for the lines that name it.
struct KeptContent {
    let bytes: [UInt8]
    /// How many bytes somebody goes through who looks for secrets in it: it is inflated each time that it is named.
    let weight: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        weight = Self.weight(of: bytes)
    }

    /// As ``Redactor`` goes through it; what is too large for that costs as much all the same.
    private static func weight(of bytes: [UInt8]) -> Int {
        var (weight, layer) = (bytes.count, bytes)
        for _ in 0..<3 {
            guard let form = CompressionForm(of: layer) else { break }
            let limit = 64 << 20
            guard let inflated = GzipInflater.inflate(layer, as: form, limit: limit)?.content else {
                return weight + GzipInflater.length(of: layer, as: form, limit: limit)
            }
            weight += inflated.count
            layer = inflated
        }
        return weight
    }
}
