/// The pass behind ``JSONFieldScanner``: walks objects on the way to fields, skips everything else.
enum JSONSkimmer {
    /// Walks the object at `start` and returns the offset after it.
    ///
    /// It calls itself only along a path of the scanner, so the input cannot deepen the recursion.
    static func object(
        _ bytes: RawSpan,
        from start: Int,
        node: Int,
        of table: JSONFieldTable,
        into fields: inout JSONFields
    ) throws(JSONError) -> Int {
        var members = JSONMemberScanner(from: start)
        while let name = try members.next(in: bytes) {
            let child =
                name.isEscaped
                ? table.child(of: node, named: bytes.text(name.range, isEscaped: true))
                : table.child(of: node, bytes, name.range)
            if let child {
                members.offset = try value(
                    bytes,
                    from: members.offset,
                    node: child,
                    of: table,
                    into: &fields
                )
            } else {
                try members.value(in: bytes)
            }
        }
        return members.offset
    }

    /// Takes down a value that was asked for, or goes on inside it.
    private static func value(
        _ bytes: RawSpan,
        from start: Int,
        node: Int,
        of table: JSONFieldTable,
        into fields: inout JSONFields
    ) throws(JSONError) -> Int {
        // A repeated name takes everything back that an earlier value of that name gave.
        let (field, below) = (table.nodes[node].field, table.nodes[node].fields)
        for index in below { fields.clear(table.fields[index]) }
        let end: Int
        if !table.nodes[node].names.isEmpty, start < bytes.byteCount,
            bytes.byte(start) == UInt8(ascii: "{")
        {
            end = try object(bytes, from: start, node: node, of: table, into: &fields)
        } else {
            end = try bytes.endOfValue(from: start)
        }
        if field >= 0 { fields.set(field, from: start, to: end) }
        return end
    }
}
