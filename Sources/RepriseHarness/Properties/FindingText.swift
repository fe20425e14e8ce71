extension Finding: CustomStringConvertible {
    /// The sentence, the place, expected and actual side by side, and the next step.
    public var description: String {
        var lines = [place.map { "\(sentence) (\($0))" } ?? sentence]
        if !expected.isEmpty || !actual.isEmpty {
            lines += SideBySide(left: "expected", expected, right: "actual", actual).lines
        }
        if let next { lines.append("next: \(next)") }
        return lines.joined(separator: "\n")
    }
}

/// Two columns of lines, with a mark between lines that differ.
struct SideBySide {
    let lines: [String]

    /// Lays out two columns; lines longer than `width` are cut with an ellipsis.
    init(
        left: String,
        _ leftLines: [String],
        right: String,
        _ rightLines: [String],
        width: Int = 44
    ) {
        let leftCells = leftLines.map { Self.cut($0, to: width) }
        let rightCells = rightLines.map { Self.cut($0, to: width) }
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

    private static func cut(_ line: String, to width: Int) -> String {
        let flat = String(line.map { $0.isNewline ? "⏎" : $0 })
        return flat.count > width ? flat.prefix(width - 1) + "…" : flat
    }

    private static func pad(_ cell: String, to width: Int) -> String {
        cell + String(repeating: " ", count: max(0, width - cell.count))
    }
}
