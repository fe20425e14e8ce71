import SlackWire

/// The members of a checked line, taken by name; what nobody takes is left over.
struct FieldReader {
    private var members: [MemberScanner.Member] = []
    private var isTaken: [Bool] = []
    /// How many bytes of content the line has named by hash so far.
    var namedContent = 0
    /// The hashes of the content that the line has named so far.
    var namedHashes: [String] = []
    /// Whether the line has named a body in a file of its own.
    var namesFile = false

    /// Checks that the line is one object and finds its members.
    init(_ line: Span<UInt8>) throws(LineFault) {
        do throws(JSONError) {
            // Two levels more than a payload may have: the line and a list within it.
            try JSONText.validate(line.bytes, depthLimit: JSONValue.defaultDepthLimit + 2)
        } catch {
            throw LineFault(.invalidJSON(error), at: error.offset)
        }
        try self.init(members: line)
    }

    /// Finds the members of an object that is known to be valid.
    init(members line: Span<UInt8>) throws(LineFault) {
        var scanner = MemberScanner()
        while let member = try scanner.next(in: line) { members.append(member) }
        isTaken = [Bool](repeating: false, count: members.count)
    }

    /// The names in the order they stand.
    func name(at position: Int, in line: Span<UInt8>) -> String? {
        guard members.indices.contains(position) else { return nil }
        return line.text(members[position].name)
    }

    /// Whether the member at that position has that name.
    func isNamed(_ name: StaticString, at position: Int, in line: Span<UInt8>) -> Bool {
        members.indices.contains(position) && line.matches(members[position].name, name)
    }

    /// Where the value of the last member of that name stands.
    mutating func take(_ name: StaticString, _ line: Span<UInt8>) -> Range<Int>? {
        var found: Range<Int>?
        for index in members.indices where line.matches(members[index].name, name) {
            isTaken[index] = true
            found = members[index].value
        }
        return found
    }

    /// Where the value of the last member of that name stands, if that is an object.
    mutating func takeObject(_ name: StaticString, _ line: Span<UInt8>) -> Range<Int>? {
        let last = members.last { line.matches($0.name, name) }
        guard let last, line[last.value.lowerBound] == UInt8(ascii: "{") else { return nil }
        return take(name, line)
    }

    /// What was not taken.
    func extraFields(_ line: Span<UInt8>) -> [ExtraField] {
        guard isTaken.contains(false) else { return [] }
        return members.indices.filter { !isTaken[$0] }.map { index in
            ExtraField(
                line.text(members[index].name),
                JSONText(uncheckedBytes: line.array(members[index].value))
            )
        }
    }

    /// A whole number that must be there.
    mutating func integer(_ name: StaticString, _ line: Span<UInt8>) throws(LineFault) -> Int {
        guard let value = try optionalInteger(name, line) else {
            throw LineFault.member(name, "there: a whole number")
        }
        return value
    }

    /// A whole number that may be there.
    mutating func optionalInteger(
        _ name: StaticString,
        _ line: Span<UInt8>
    ) throws(LineFault) -> Int? {
        guard let range = take(name, line) else { return nil }
        guard let value = line.integer(range) else {
            throw LineFault.member(name, "a whole number", at: range.lowerBound)
        }
        return value
    }

    /// A truth value; false if it is not there.
    mutating func flag(_ name: StaticString, _ line: Span<UInt8>) throws(LineFault) -> Bool {
        guard let range = take(name, line) else { return false }
        if line.matches(range, "true") { return true }
        guard line.matches(range, "false") else {
            throw LineFault.member(name, "true or false", at: range.lowerBound)
        }
        return false
    }

    /// A text that must be there.
    mutating func string(_ name: StaticString, _ line: Span<UInt8>) throws(LineFault) -> String {
        guard let text = try optionalString(name, line) else {
            throw LineFault.member(name, "there: a string")
        }
        return text
    }

    /// A text that may be there.
    mutating func optionalString(
        _ name: StaticString,
        _ line: Span<UInt8>
    ) throws(LineFault) -> String? {
        guard let bytes = try optionalStringBytes(name, line) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text that may be there, in UTF-8.
    mutating func optionalStringBytes(
        _ name: StaticString,
        _ line: Span<UInt8>
    ) throws(LineFault) -> [UInt8]? {
        guard let range = take(name, line) else { return nil }
        guard let bytes = line.unquoted(range) else {
            throw LineFault.member(name, "a string", at: range.lowerBound)
        }
        return bytes
    }
}

extension LineFault {
    static func member(_ name: StaticString, _ expected: String, at byte: Int = 0) -> LineFault {
        LineFault(.invalidMember(name: "\(name)", expected: expected), at: byte)
    }
}

extension Span<UInt8> {
    /// A copy of the bytes in `range`.
    func array(_ range: Range<Int>) -> [UInt8] {
        extracting(range).withUnsafeBufferPointer { Array($0) }
    }

    /// What a JSON string in `range` says; `nil` if it is not a string.
    func unquoted(_ range: Range<Int>) -> [UInt8]? {
        guard range.count >= 2, self[range.lowerBound] == UInt8(ascii: "\"") else { return nil }
        return bytes.unescapedBytes(range.lowerBound + 1..<range.upperBound - 1)
    }

    /// The text of a JSON string between quotes.
    func text(_ body: Range<Int>) -> String {
        bytes.text(body, isEscaped: true)
    }
}
