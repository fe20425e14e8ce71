import RepriseFloor
import Testing

/// Text in pieces and as a whole, against the standard library.
@Suite struct UTF8Tests {
    /// Bytes at the edges of every range of the table of well-formed sequences.
    private static let edges: [UInt8] = [
        0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
        0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
    ]

    /// Whether bytes are text when they come in two pieces.
    private func isText(_ bytes: [UInt8], cutAfter cut: Int) -> Bool {
        var validator = UTF8Validator()
        let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
        let isSound = pieces.allSatisfy { validator.firstFault(in: $0.span.bytes) == nil }
        return isSound && validator.isBetweenCharacters
    }

    @Test func `Bytes are text when the standard library says so, however they are cut`() {
        for first in Self.edges {
            for second in Self.edges {
                for third in Self.edges {
                    for bytes in [
                        [first], [first, second], [first, second, third],
                        [first, second, third, 0x80],
                        [first, second, third, 0x80, 0x41],
                    ] {
                        let expected = String(validating: bytes, as: UTF8.self) != nil
                        if bytes.span.bytes.isUTF8 != expected { Issue.record("\(bytes)") }
                        for cut in bytes.indices where isText(bytes, cutAfter: cut) != expected {
                            Issue.record("\(bytes) cut after \(cut)")
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: [
        ([0xff], 0), ([0xc3, 0x28], 1), ([0xe2, 0x82, 0x41], 2), ([0xe0, 0x80, 0x80], 1),
        ([0xed, 0xa0, 0x80], 1), ([0xf0, 0x9f, 0x98, 0xff], 3), ([0xf4, 0x90, 0x80, 0x80], 1),
        ([0x80], 0), ([0xc3, 0xa9, 0xa9], 2),
    ])
    func `A fault is the first byte that cannot stand there, behind any number of sound ones`(
        _ bytes: [UInt8],
        _ fault: Int
    ) {
        for length in 0...20 {
            let all = [UInt8](repeating: 0x61, count: length) + bytes + [0x61, 0x61]
            var whole = UTF8Validator()
            #expect(whole.firstFault(in: all.span.bytes) == length + fault)
            var piecewise = UTF8Validator()
            let found = all.indices.first { piecewise.firstFault(in: [all[$0]].span.bytes) != nil }
            #expect(found == length + fault)
        }
    }

    @Test func `The text before a piece is not read again`() {
        let bytes: [UInt8] = [0xff, 0xff, 0x61, 0xc3]
        var validator = UTF8Validator()
        #expect(validator.firstFault(in: bytes.span.bytes, from: 2) == nil)
        #expect(!validator.isBetweenCharacters)
    }
}
