extension SessionEntry {
    /// The entry as it stands in a fixture: one line of JSON without its end, and before it a line for
    /// each file whose content it carries.
    public var fixtureText: String {
        var encoder = LineEncoder()
        return String(decoding: encoder.encode(self).dropLast(), as: UTF8.self)
    }
}
