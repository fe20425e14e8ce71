/// One header field of a handshake.
public struct HandshakeField: Sendable, Hashable {
    /// The name in lower case.
    public let name: String
    /// The value without surrounding white space; a byte that is no UTF-8 is the character U+10FF00 plus the byte.
    public let value: String

    /// Makes a field; the name is folded to lower case.
    public init(_ name: String, _ value: String) {
        self.name = name.lowercased()
        self.value = value
    }

    /// Whether the field can stand in a head: a token, and a value without control characters.
    ///
    /// A line break in either would let it speak for the next field.
    public var isWritable: Bool {
        let isToken = !name.isEmpty && name.utf8.allSatisfy(Self.isTokenByte)
        return isToken && value.utf8.allSatisfy { $0 == 0x09 || $0 >= 0x20 && $0 != 0x7f }
    }

    /// Bytes of a token (RFC 9110 §5.6.2).
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension [HandshakeField] {
    /// The first value of that name, given in lower case.
    public func value(named name: String) -> String? {
        first { $0.name == name }?.value
    }

    /// Whether a comma-separated list of that name holds `token`, in any case.
    func list(named name: String, contains token: String) -> Bool {
        contains { field in
            field.name == name
                && field.value.split(separator: ",").contains { element in
                    element.trimmingBlanks.lowercased() == token
                }
        }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    var trimmingBlanks: SubSequence {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        guard let start = firstIndex(where: { !isBlank($0) }),
            let end = lastIndex(where: { !isBlank($0) })
        else { return self[endIndex...] }
        return self[start...end]
    }
}
