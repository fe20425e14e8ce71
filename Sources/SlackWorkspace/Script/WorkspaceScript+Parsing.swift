import SlackWire

extension WorkspaceScript {
    /// The longest offset a script may name: a year.
    private static let longestOffset = 366.0 * 86_400

    /// Parses a script.
    ///
    /// - Parameters:
    ///   - bytes: JSON Lines in UTF-8; lines end with a line feed, with or without a carriage return.
    ///   - name: What errors call the script, usually its path.
    /// - Throws: ``WorkspaceScriptError`` with the line that is wrong.
    /// - Complexity: O(*n*) in the number of bytes.
    public init(parsing bytes: [UInt8], name: String = "script") throws(WorkspaceScriptError) {
        var entries: [Entry] = []
        var latest = Duration.zero
        var number = 0
        for slice in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let line = slice.last == UInt8(ascii: "\r") ? slice.dropLast() : slice
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            do throws(WorkspaceScriptError.Reason) {
                let entry = try Self.entry(of: line)
                if entry.offset < latest { throw .timeRunsBackwards }
                latest = entry.offset
                entries.append(entry)
            } catch {
                throw WorkspaceScriptError(error, script: name, line: number)
            }
        }
        self.init(unchecked: entries)
    }

    private static func entry(
        of line: ArraySlice<UInt8>
    ) throws(WorkspaceScriptError.Reason) -> Entry {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: Array(line))
        } catch {
            throw .notJSON(error)
        }
        guard value.members != nil else { throw .notAnObject }
        let offset = try offset(of: value)
        if value["frame"] != nil {
            return Entry(at: offset, .frame(try frame(of: line, value)))
        }
        if let close = value["close"] {
            guard let code = close["code"]?.int, let code = UInt16(exactly: code) else {
                throw .badClose
            }
            return Entry(at: offset, .close(code: code, reason: close["reason"]?.string ?? ""))
        }
        if value["drop"]?.bool == true { return Entry(at: offset, .drop) }
        throw .nothingToDo
    }

    private static func offset(
        of value: JSONValue
    ) throws(WorkspaceScriptError.Reason) -> Duration {
        guard case .number(let spelling)? = value["at"], let seconds = Double(spelling),
            seconds >= 0, seconds <= longestOffset
        else { throw .badTime }
        return .microseconds(Int64((seconds * 1_000_000).rounded()))
    }

    private static func frame(
        of line: ArraySlice<UInt8>,
        _ value: JSONValue
    ) throws(WorkspaceScriptError.Reason) -> JSONText {
        let line = Array(line)
        guard value["frame"]?.members != nil, let range = line.span.bytes.rangeOfMember("frame")
        else { throw .frameNotAnObject }
        let slice = line[range]
        if slice.contains(UInt8(ascii: "\r")) { throw .frameNotOneLine }
        return JSONText(uncheckedBytes: Array(slice))
    }
}
