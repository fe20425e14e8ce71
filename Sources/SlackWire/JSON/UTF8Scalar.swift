extension RawSpan {
    /// How many bytes the scalar at `offset` takes if it is more than one byte and well-formed.
    ///
    /// The ranges are those of Unicode's table 3-7: no overlong forms, no surrogates, nothing above
    /// U+10FFFF.
    func lengthOfUTF8Scalar(at offset: Int) -> Int? {
        let lead = byte(offset)
        let length: Int
        let second: ClosedRange<UInt8>
        switch lead {
        case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
        case 0xe0: (length, second) = (3, 0xa0...0xbf)
        case 0xed: (length, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
        case 0xf0: (length, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
        case 0xf4: (length, second) = (4, 0x80...0x8f)
        default: return nil
        }
        guard offset + length <= byteCount, second.contains(byte(offset + 1)) else { return nil }
        for position in offset + 2..<offset + length where byte(position) & 0xc0 != 0x80 {
            return nil
        }
        return length
    }
}

extension UInt8 {
    /// The value of this ASCII character as a hexadecimal digit.
    var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
