/// Slack's tokens in a text that is none of a session's.
package enum TokenText {
    /// The text with every token in it replaced.
    ///
    /// Among other words only what stands by itself and holds a digit counts, as all of Slack's tokens do: a folder
    /// `/opt/xapp-tools` is none.
    ///
    /// - Parameter replacement: Gets what a token begins with, the hyphen included, and all of it.
    package static func replacing(
        in text: String,
        with replacement: (_ prefix: String, _ token: String) -> String
    ) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        var barren = TokenShape.Barren()
        while index < bytes.count {
            guard let shape = TokenShape(in: bytes, at: index, barren: &barren),
                isToken(shape.range, in: bytes)
            else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let prefix = String(decoding: bytes[index..<shape.prefixEnd], as: UTF8.self)
            let token = String(decoding: bytes[shape.range], as: UTF8.self)
            result += replacement(prefix, token).utf8
            index = shape.range.upperBound
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isToken(_ range: Range<Int>, in bytes: [UInt8]) -> Bool {
        if range == bytes.indices { return true }
        if range.lowerBound > 0 {
            let before = bytes[range.lowerBound - 1]
            guard !ASCII.isAlphanumeric(before), !"/.-_".utf8.contains(before) else { return false }
        }
        return bytes[range].contains { ASCII.isDigit($0) }
    }
}
