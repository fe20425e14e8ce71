/// Hexadecimal digits: read in either case, written in lower case unless a rule asks for the other.
package enum Hexadecimal {
    /// The value of a digit; `nil` for any other byte.
    @inlinable
    package static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The digit for the lowest four bits.
    package static func digit(_ bits: some BinaryInteger, isUppercase: Bool = false) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: bits) & 0xf
        if value < 10 { return UInt8(ascii: "0") + value }
        return (isUppercase ? UInt8(ascii: "A") : UInt8(ascii: "a")) + value - 10
    }

    /// Two digits for each byte.
    package static func text(of bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.flatMap { [digit($0 >> 4), digit($0)] }
    }

    /// A number with leading zeros.
    package static func text(_ value: UInt64, width: Int) -> String {
        let digits = (0..<width).reversed().map { digit(value >> (4 * $0)) }
        return String(decoding: digits, as: UTF8.self)
    }
}
