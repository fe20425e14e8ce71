/// Checks text that arrives in pieces, without waiting for its end.
package struct UTF8Validator: Sendable {
    /// How many bytes the character that was begun still needs.
    @usableFromInline var missing = 0
    /// The range of the next byte while `missing` is not zero.
    @usableFromInline var next: ClosedRange<UInt8> = 0x80...0xbf

    /// A check before the first byte.
    @inlinable package init() {}

    /// Whether the text may end here.
    @inlinable package var isBetweenCharacters: Bool { missing == 0 }

    /// Reads `bytes[start...]`; gives the index of the first byte that cannot stand there.
    ///
    /// - Complexity: O(*n*) in the number of bytes read; text of ASCII is read eight bytes at a time.
    @inlinable
    package mutating func firstFault(in bytes: RawSpan, from start: Int = 0) -> Int? {
        var offset = start
        while offset < bytes.byteCount {
            if missing > 0 {
                guard next.contains(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)) else {
                    return offset
                }
                missing -= 1
                next = 0x80...0xbf
                offset += 1
                continue
            }
            offset = bytes.endOfASCII(from: offset)
            if offset == bytes.byteCount { return nil }
            if let length = bytes.lengthOfUTF8Scalar(at: offset) {
                offset += length
                continue
            }
            // A character that is malformed, or cut here: byte by byte shows which, and where.
            guard let lead = UTF8Lead(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
            else { return offset }
            missing = lead.length - 1
            next = lead.second
            offset += 1
        }
        return nil
    }
}

/// What the first byte of a character of more than one byte says of the others.
///
/// The ranges are those of Unicode's table of well-formed byte sequences (Unicode 15, table 3-7): no overlong
/// forms, no surrogates, nothing above U+10FFFF. Only the second byte has a range of its own.
@usableFromInline
struct UTF8Lead {
    /// How many bytes the character has.
    @usableFromInline let length: Int
    /// The range of its second byte.
    @usableFromInline let second: ClosedRange<UInt8>

    /// `nil` if the byte begins no such character.
    @inlinable
    @inline(__always)
    init?(_ byte: UInt8) {
        switch byte {
        case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
        case 0xe0: (length, second) = (3, 0xa0...0xbf)
        case 0xed: (length, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
        case 0xf0: (length, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
        case 0xf4: (length, second) = (4, 0x80...0x8f)
        default: return nil
        }
    }
}

extension RawSpan {
    /// Whether all of the bytes are UTF-8.
    package var isUTF8: Bool {
        var validator = UTF8Validator()
        return validator.firstFault(in: self) == nil && validator.isBetweenCharacters
    }

    /// How many bytes the character at `offset` takes if it is more than one byte and well-formed.
    @inlinable
    @inline(__always)
    package func lengthOfUTF8Scalar(at offset: Int) -> Int? {
        guard let lead = UTF8Lead(unsafeLoad(fromByteOffset: offset, as: UInt8.self)),
            lead.length <= byteCount &- offset,
            lead.second.contains(unsafeLoad(fromByteOffset: offset &+ 1, as: UInt8.self))
        else { return nil }
        for position in offset &+ 2..<offset &+ lead.length
        where unsafeLoad(fromByteOffset: position, as: UInt8.self) & 0xc0 != 0x80 {
            return nil
        }
        return lead.length
    }

    /// The offset of the first byte at or after `start` that is not ASCII; the end if there is none.
    @inlinable
    package func endOfASCII(from start: Int) -> Int {
        var offset = start
        while offset &+ 8 <= byteCount,
            unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080
                == 0
        {
            offset &+= 8
        }
        while offset < byteCount, unsafeLoad(fromByteOffset: offset, as: UInt8.self) < 0x80 {
            offset &+= 1
        }
        return offset
    }
}
