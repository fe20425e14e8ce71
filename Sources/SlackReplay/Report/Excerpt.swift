import RepriseFloor
import SlackWire

/// Cuts and marks texts so that it is seen where two of them differ.
enum Excerpt {
    /// The text on one line, whole if it has no more than `limit` characters, otherwise what stands around the first
    /// place at which it differs from `other`.
    static func cut(_ text: String, to limit: Int, besides other: String?) -> String {
        let flat = Array(text.onOneLine)
        guard flat.count > limit else { return String(flat) }
        let common = other.map { zip(flat, $0.onOneLine).prefix { $0 == $1 }.count } ?? 0
        // Enough before the first difference to find the place.
        let start = common == flat.count || common < limit - 8 ? 0 : common - min(12, limit / 3)
        let end = min(flat.count, start + limit - (start > 0 ? 2 : 1))
        return (start > 0 ? "…" : "") + String(flat[start..<end]) + (end < flat.count ? "…" : "")
    }

    /// Both texts on one line each, with marks around the part in which they differ.
    static func marked(_ left: String, _ right: String) -> (left: String, right: String) {
        let (left, right) = (Array(left.onOneLine), Array(right.onOneLine))
        guard left != right else { return (String(left), String(right)) }
        let start = zip(left, right).prefix { $0 == $1 }.count
        let rest = min(left.count, right.count) - start
        let end = zip(left.reversed(), right.reversed()).prefix(rest).prefix { $0 == $1 }.count
        return (mark(left, start, end), mark(right, start, end))
    }

    private static func mark(_ text: [Character], _ start: Int, _ end: Int) -> String {
        String(text[..<start]) + "⟦" + String(text[start..<(text.count - end)]) + "⟧"
            + String(text[(text.count - end)...])
    }
}

extension String {
    /// The text with a sign in the place of each line end, so that it tears no sentence and no column.
    var onOneLine: String { String(map { $0.isNewline ? "⏎" : $0 }).showingBytes }

    /// The text with bytes that are no UTF-8 as a form spells them: what stands for them has no shape.
    private var showingBytes: String {
        guard !ExactText.isPlain(self) else { return self }
        var shown = ""
        for scalar in unicodeScalars {
            let bytes = ExactText.encode(String(scalar))
            if bytes.count == 1, bytes[0] >= 0x80 {
                shown += "%" + Hexadecimal.text(UInt64(bytes[0]), width: 2).uppercased()
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
