extension Finding: CustomStringConvertible {
    /// The sentence, the place, expected and actual side by side, what led there, and the next step.
    public var description: String {
        var lines = [place.map { "\(sentence) (\($0))" } ?? sentence]
        if !expected.isEmpty || !actual.isEmpty {
            lines += SideBySide(left: "expected", expected, right: "actual", actual).lines
        }
        if !slice.isEmpty { lines += ["  what led there:"] + slice.map { "    \($0)" } }
        if let next { lines.append("next: \(next)") }
        return lines.joined(separator: "\n")
    }
}

/// Two columns of lines, with a mark between lines that differ.
struct SideBySide {
    let lines: [String]

    /// Lays out two columns; lines longer than `width` are cut with an ellipsis, so that where they differ is
    /// seen.
    init(
        left: String,
        _ leftLines: [String],
        right: String,
        _ rightLines: [String],
        width: Int = 44
    ) {
        let leftCells = leftLines.enumerated().map { index, line in
            let other = rightLines.indices.contains(index) ? rightLines[index] : line
            return Self.cut(line, to: width, besides: other)
        }
        let rightCells = rightLines.enumerated().map { index, line in
            let other = leftLines.indices.contains(index) ? leftLines[index] : line
            return Self.cut(line, to: width, besides: other)
        }
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

    private static func cut(_ line: String, to width: Int, besides other: String) -> String {
        let flat = line.map { $0.isNewline ? "⏎" : $0 }
        guard flat.count > width else { return String(flat) }
        let common = zip(line, other).prefix { $0 == $1 }.count
        // Enough before the first difference to find the place.
        let start = line == other || common < width - 8 ? 0 : common - 12
        let end = min(flat.count, start + width - (start > 0 ? 2 : 1))
        return (start > 0 ? "…" : "") + String(flat[start..<end]) + (end < flat.count ? "…" : "")
    }

    private static func pad(_ cell: String, to width: Int) -> String {
        cell + String(repeating: " ", count: max(0, width - cell.count))
    }
}
