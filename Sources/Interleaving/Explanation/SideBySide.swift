/// Two lists of lines next to each other, in 80 columns.
package struct SideBySide {
    private static let width = 38

    private let left: (lines: [String], title: String)
    private let right: (lines: [String], title: String)

    /// Two lists, each with its title.
    package init(
        _ left: (lines: [String], title: String),
        _ right: (lines: [String], title: String)
    ) {
        (self.left, self.right) = (left, right)
    }

    /// The rows: the titles, a rule, and line by line what stands on either side.
    package var lines: [String] {
        var rows = [row(left.title, right.title), row(Self.rule, Self.rule, "-+-")]
        for place in 0..<max(left.lines.count, right.lines.count) {
            let pieces = [left.lines, right.lines].map { lines in
                lines.indices.contains(place)
                    ? Self.pieces(of: lines[place]) : []
            }
            for piece in 0..<max(pieces[0].count, pieces[1].count) {
                let both = pieces.map { $0.indices.contains(piece) ? $0[piece] : "" }
                rows.append(row(both[0], both[1]))
            }
        }
        return rows
    }

    /// A line in its column, in two rows at most.
    private static func pieces(of line: String) -> [String] {
        let pieces = line.pieces(of: width, indent: 2)
        guard pieces.count > 2 else { return pieces }
        return [pieces[0], pieces[1].prefix(width - 1) + "…"]
    }

    private static let rule = String(repeating: "-", count: width)

    private func row(_ left: String, _ right: String, _ middle: String = " | ") -> String {
        let gap = String(repeating: " ", count: max(0, Self.width - left.count))
        let row = left + gap + middle + right
        return String(row.reversed().drop { $0 == " " }.reversed())
    }
}

extension String {
    /// The text in lines of so many characters at most, broken at spaces where there are any.
    ///
    /// - Parameter indent: Spaces before all lines but the first.
    package func pieces(of width: Int, indent: Int) -> [String] {
        var pieces: [String] = []
        var rest = self[...]
        while true {
            let room = pieces.isEmpty ? width : width - indent
            let margin = pieces.isEmpty ? "" : String(repeating: " ", count: indent)
            guard rest.count > room else { return pieces + [margin + rest] }
            let end = rest.index(rest.startIndex, offsetBy: room)
            // A line that begins with spaces is not broken among these.
            let start = rest.firstIndex { $0 != " " } ?? rest.startIndex
            let space = start < end ? rest[start...end].lastIndex(of: " ") : nil
            pieces.append(margin + rest[..<(space ?? end)])
            rest = rest[(space ?? end)...].drop { $0 == " " }
        }
    }

    /// The same as one text.
    func wrapped(to width: Int, indent: Int) -> String {
        pieces(of: width, indent: indent).joined(separator: "\n")
    }
}
