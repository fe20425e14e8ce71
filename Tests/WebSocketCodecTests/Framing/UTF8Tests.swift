import Testing
import WebSocketCodec

/// The decoder's idea of UTF-8 against the standard library's.
struct UTF8Tests {
    /// Bytes at the edges of every range of the table of well-formed sequences.
    private static let edges: [UInt8] = [
        0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
        0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
    ]

    private func isAccepted(_ bytes: [UInt8], cutAfter cut: Int? = nil) -> Bool {
        var decoder = WebSocketDecoder(role: .client, messageLimit: 1024)
        let frame = [0x81, UInt8(bytes.count)] + bytes
        let end = cut.map { $0 + 2 } ?? frame.count
        for piece in [frame[..<end], frame[end...]] {
            let piece = Array(piece)
            var offset = 0
            do {
                if case .message? = try decoder.next(in: piece.span.bytes, from: &offset) {
                    return true
                }
            } catch {
                return false
            }
        }
        return false
    }

    @Test func `Two bytes are text when the standard library says so`() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let bytes = [first, second]
                let isText = String(validating: bytes, as: UTF8.self) != nil
                if isAccepted(bytes, cutAfter: 1) != isText { Issue.record("\(bytes)") }
            }
        }
    }

    @Test func `Three and four bytes are text when the standard library says so`() {
        for first in Self.edges where first >= 0xc2 {
            for second in Self.edges {
                for third in Self.edges {
                    for bytes in [[first, second, third], [first, second, third, 0x80]] {
                        let isText = String(validating: bytes, as: UTF8.self) != nil
                        if isAccepted(bytes) != isText { Issue.record("\(bytes)") }
                        if isAccepted(bytes, cutAfter: 2) != isText { Issue.record("\(bytes)") }
                    }
                }
            }
        }
    }

    @Test func `A fault is found where it is, behind any number of sound bytes`() {
        for length in 0...40 {
            let sound = [UInt8](repeating: 0x61, count: length)
            let bytes = [0x81, UInt8(length + 3)] + sound + [0xff, 0x61, 0x61]
            for feeding in Feeding.allCases {
                #expect(
                    Decoded(bytes, feeding).violation
                        == WebSocketViolation(.invalidUTF8, at: 2 + length)
                )
            }
        }
    }

    @Test func `A fault is refused before the rest of the message comes`() {
        // A frame that announces 100 bytes, of which three come.
        let bytes: [UInt8] = [0x81, 100, 0x61, 0xc3, 0x28]
        #expect(Decoded(bytes).violation == WebSocketViolation(.invalidUTF8, at: 4))
    }

    @Test func `Bytes that are no text may be anything`() {
        #expect(
            Decoded([0x82, 0x02, 0xff, 0xfe]).events
                == [.message(WebSocketMessage(.binary, [0xff, 0xfe]))]
        )
    }
}
