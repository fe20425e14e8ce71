import SlackWire

/// One line of a fixture while it is put together: an object's members, one after the other.
struct LineBuilder {
    /// What has been built.
    private(set) var bytes: [UInt8] = []

    /// Begins an object.
    mutating func open() {
        bytes.append(UInt8(ascii: "{"))
    }

    /// Ends an object.
    mutating func close() {
        bytes.append(UInt8(ascii: "}"))
    }

    /// Ends the line.
    mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Empties the builder, keeping its memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Begins a member whose name needs no escape; the value must follow.
    mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// Begins a member of any name.
    mutating func name(_ name: String) {
        separate()
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// A member whose value is a whole number.
    mutating func member(_ name: StaticString, _ value: some BinaryInteger) {
        self.name(name)
        bytes += String(value).utf8
    }

    /// A member whose value is a text.
    mutating func member(_ name: StaticString, _ value: String) {
        self.name(name)
        string(value)
    }

    /// A member whose value is a text, left out if there is none.
    mutating func member(_ name: StaticString, ifPresent value: String?) {
        if let value { member(name, value) }
    }

    /// A member that is true, left out if it is not.
    mutating func flag(_ name: StaticString, _ value: Bool) {
        self.name(name)
        raw((value ? "true" : "false").utf8)
    }

    /// A list of values, each built by `element`.
    mutating func array<Elements: Sequence>(
        _ elements: Elements,
        _ element: (inout LineBuilder, Elements.Element) -> Void
    ) {
        bytes.append(UInt8(ascii: "["))
        for value in elements {
            separate()
            element(&self, value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Bytes that are JSON already.
    mutating func raw(_ json: some Sequence<UInt8>) {
        bytes += json
    }

    /// A text as a JSON string.
    mutating func string(_ text: String) {
        text.writeAsJSON(to: &bytes)
    }

    /// UTF-8 as a JSON string; only what JSON asks to be escaped is escaped.
    mutating func string(_ text: [UInt8]) {
        JSONSpelling.shortest.write(text.span.bytes, to: &bytes)
    }

    /// Bytes as a string of base64.
    mutating func base64(_ value: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        Base64.encode(value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func separate() {
        switch bytes.last {
        case UInt8(ascii: "{"), UInt8(ascii: "["): break
        default: bytes.append(UInt8(ascii: ","))
        }
    }
}
