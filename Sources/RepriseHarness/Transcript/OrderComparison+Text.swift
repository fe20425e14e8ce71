import SlackTransport

extension OrderComparison {
    /// The comparison as text no wider than `width` columns: side by side where that leaves room for the
    /// texts, one below the other where it does not.
    ///
    /// `!` stands before a reply that left before the reply to an earlier event of its conversation, `~`
    /// before one that overtook only others.
    public func text(width: Int = 100) -> String {
        let cellWidth = columns.isEmpty ? width : (width - 3 * (columns.count - 1)) / columns.count
        let lines = cellWidth >= 26 ? sideBySide(cellWidth) : stacked(width)
        return (lines + [""] + verdicts).joined(separator: "\n")
    }

    /// One sentence for each replay: in order, or who overtook whom.
    public var verdicts: [String] {
        let width = columns.map(\.title.count).max() ?? 0
        return columns.map { column in
            let title = column.title + String(repeating: " ", count: width - column.title.count)
            return "\(title)  \(column.verdict)"
        }
    }

    private func sideBySide(_ width: Int) -> [String] {
        let rule = columns.map { _ in String(repeating: "─", count: width) }.joined(
            separator: "─┬─"
        )
        var lines = [row(columns.map(\.title), width), rule]
        let rows = columns.map(\.cells.count).max() ?? 0
        for index in 0..<rows {
            lines.append(
                row(
                    columns.map { column in
                        column.cells.indices.contains(index) ? column.cells[index].line : ""
                    },
                    width
                )
            )
        }
        return lines
    }

    private func row(_ cells: [String], _ width: Int) -> String {
        cells.map { cell in
            let cut = cell.trimmed(to: width)
            return cut + String(repeating: " ", count: max(0, width - cut.count))
        }
        .joined(separator: " │ ")
    }

    private func stacked(_ width: Int) -> [String] {
        columns.flatMap { column in
            [column.title] + column.cells.map { "  " + $0.line.trimmed(to: max(8, width - 2)) } + [
                ""
            ]
        }
        .dropLast()
    }
}

extension OrderComparison.Column {
    fileprivate var verdict: String {
        switch order {
        case .kept: "in order of arrival"
        case .keptInChannels:
            "in order within each conversation; over them " + overtakings(\.overtaken)
        case .broken: "OUT OF ORDER: " + overtakings(\.overtakenInChannel)
        }
    }

    /// Who overtook whom: `#55 before #53`.
    private func overtakings(
        _ overtaken: KeyPath<OrderComparison.Cell, [HandledEvent.ID]>
    ) -> String {
        cells.filter { !$0[keyPath: overtaken].isEmpty }.map { cell in
            "#\(cell.event ?? 0) before "
                + cell[keyPath: overtaken].map { "#\($0)" }.joined(separator: ", ")
        }
        .joined(separator: "; ")
    }
}

extension OrderComparison.Cell {
    /// One reply as a cell, for example `! #12  1.561 s  hello`.
    fileprivate var line: String {
        "\(mark) " + (event.map { "#\($0)" } ?? "–") + "  \(at.seconds)  \(text)"
    }

    private var mark: String {
        if !overtakenInChannel.isEmpty { return "!" }
        return overtaken.isEmpty ? " " : "~"
    }
}
