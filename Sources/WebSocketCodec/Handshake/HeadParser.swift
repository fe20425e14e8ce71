import RepriseFloor

/// The head of an HTTP message: first line and fields.
struct HandshakeHead: Sendable, Hashable {
    var line: String
    var fields: [HandshakeField]
}

/// Collects a head that arrives in pieces, and leaves what follows it alone.
struct HeadParser: Sendable {
    private var bytes: [UInt8] = []
    private let limit: Int
    private let opening: StaticString?

    /// Makes a parser.
    ///
    /// - Parameters:
    ///   - limit: The most bytes a head may have.
    ///   - opening: How the first line has to begin, if that is known.
    init(limit: Int, opening: StaticString? = nil) {
        self.limit = limit
        self.opening = opening
    }

    /// Takes bytes up to the end of the head.
    mutating func next(
        in input: RawSpan,
        from offset: inout Int
    ) throws(HandshakeError) -> HandshakeHead? {
        while offset < input.byteCount {
            let byte = input.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            bytes.append(byte)
            offset += 1
            try checkOpening()
            if bytes.count > limit { throw .headTooLarge(limit: limit) }
            if byte == UInt8(ascii: "\n"), bytes.suffix(4) == [0x0d, 0x0a, 0x0d, 0x0a] {
                let head = try Self.head(bytes.dropLast(4))
                bytes = []
                return head
            }
        }
        return nil
    }

    /// What was collected of an unfinished head, as a line for people.
    var beginning: String { Self.printable(bytes) }

    private func checkOpening() throws(HandshakeError) {
        guard let opening, bytes.count <= opening.utf8CodeUnitCount else { return }
        if bytes[bytes.count - 1] != opening.utf8Start[bytes.count - 1] {
            throw .notHTTP(line: beginning)
        }
    }

    private static func head(_ bytes: ArraySlice<UInt8>) throws(HandshakeError) -> HandshakeHead {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        for index in bytes.indices where bytes[index] == 0x0a {
            guard index > start, bytes[index - 1] == 0x0d else { throw .malformedField }
            lines.append(bytes[start..<index - 1])
            start = index + 1
        }
        lines.append(bytes[start...])
        var fields: [HandshakeField] = []
        for line in lines.dropFirst() { fields.append(try field(line)) }
        return HandshakeHead(line: String(decoding: lines[0], as: UTF8.self), fields: fields)
    }

    private static func field(_ line: ArraySlice<UInt8>) throws(HandshakeError) -> HandshakeField {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(HandshakeField.isTokenByte),
            line[colon...].allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7f })
        else { throw .malformedField }
        return HandshakeField(
            String(decoding: line[..<colon], as: UTF8.self),
            String(ExactText.decode(line[(colon + 1)...]).trimmingBlanks)
        )
    }

    private static func printable(_ bytes: [UInt8]) -> String {
        let line = bytes.prefix { $0 != 0x0d && $0 != 0x0a }.prefix(40)
        return String(
            decoding: line.map { (0x20...0x7e).contains($0) ? $0 : UInt8(ascii: "?") },
            as: UTF8.self
        )
    }
}
