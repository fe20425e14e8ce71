extension Finding: CustomStringConvertible {
    /// The sentence, the place, expected and actual side by side, what led there, and the next step.
    public var description: String { text() }

    /// The same, for a terminal.
    ///
    /// - Parameters:
    ///   - width: How many columns it has.
    ///   - wraps: Whether sentences are broken between words to fit; what is to be typed never is.
    package func text(width: Int = 100, wraps: Bool = false) -> String {
        let words = place.map { "\(sentence) (\($0))" } ?? sentence
        var lines = wraps ? words.wrapped(to: width) : [words]
        if !expected.isEmpty || !actual.isEmpty {
            lines +=
                SideBySide(left: "expected", expected, right: "actual", actual, width: width).lines
        }
        if !slice.isEmpty { lines += ["  what led there:"] + slice.map { "    \($0)" } }
        if let next { lines.append("next: \(next)") }
        return lines.joined(separator: "\n")
    }
}

/// Two columns of lines, with a mark between lines that differ.
struct SideBySide {
    /// How much of a text is shown whole.
    private static let wholeLimit = 2_000

    let lines: [String]

    /// Lays out two columns.
    ///
    /// Lines that do not fit are cut, so that where they differ is seen. A single one on each side is not: they stand one
    /// below the other, whole, with marks around the part in which they differ.
    init(
        left: String,
        _ leftLines: [String],
        right: String,
        _ rightLines: [String],
        width: Int = 100
    ) {
        let room = max(16, (width - 5) / 2)
        if leftLines.count == 1, rightLines.count == 1,
            max(leftLines[0].count, rightLines[0].count) > room
        {
            lines = Self.stacked(left, leftLines[0], right, rightLines[0])
            return
        }
        let leftCells = Self.cells(leftLines, besides: rightLines, room)
        let rightCells = Self.cells(rightLines, besides: leftLines, room)
        let leftWidth = ([left] + leftCells).map(\.count).max() ?? 0
        var lines = ["  " + Self.pad(left, to: leftWidth) + "   " + right]
        for index in 0..<max(leftCells.count, rightCells.count) {
            let leftCell = leftCells.indices.contains(index) ? leftCells[index] : "–"
            let rightCell = rightCells.indices.contains(index) ? rightCells[index] : "–"
            let same =
                leftLines.indices.contains(index) && rightLines.indices.contains(index)
                && leftLines[index] == rightLines[index]
            lines.append(
                "  " + Self.pad(leftCell, to: leftWidth) + (same ? "   " : " ≠ ") + rightCell
            )
        }
        self.lines = lines
    }

    private static func stacked(
        _ left: String,
        _ leftLine: String,
        _ right: String,
        _ rightLine: String
    ) -> [String] {
        let (cutLeft, cutRight) = (
            Excerpt.cut(leftLine, to: wholeLimit, besides: rightLine),
            Excerpt.cut(rightLine, to: wholeLimit, besides: leftLine)
        )
        let marked = Excerpt.marked(cutLeft, cutRight)
        let width = max(left.count, right.count)
        return [
            "  \(pad(left, to: width))  \(marked.left)",
            "  \(pad(right, to: width))  \(marked.right)",
        ]
    }

    private static func cells(
        _ lines: [String],
        besides others: [String],
        _ room: Int
    ) -> [String] {
        lines.enumerated().map { index, line in
            let other = others.indices.contains(index) ? others[index] : nil
            return Excerpt.cut(line, to: room, besides: other)
        }
    }

    private static func pad(_ cell: String, to width: Int) -> String {
        cell + String(repeating: " ", count: max(0, width - cell.count))
    }
}

extension String {
    /// The text in lines of no more than `width` characters, broken between words.
    fileprivate func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(word)
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        return lines + [line]
    }
}
