/// Where a scan found its fields: offsets into the bytes that were scanned, nothing else.
///
/// Every method takes those same bytes again.
public struct JSONFields: Sendable, Hashable {
    /// From the value's first byte to after its last; two zeros if it was not found.
    private struct Place: Sendable, Hashable {
        var start: UInt32 = 0
        var end: UInt32 = 0
    }

    /// Fields behind the last place were not found.
    private var places: [Place]

    init(count: Int) {
        places = Array(repeating: Place(), count: count)
    }

    /// The same in no more memory than it takes, for what is kept.
    var trimmed: JSONFields {
        var count = places.count
        while count > 0, places[count - 1].end == 0 { count -= 1 }
        var fields = self
        fields.places = Array(places[..<count])
        return fields
    }

    mutating func reset(count: Int) {
        guard places.count == count else {
            places = Array(repeating: Place(), count: count)
            return
        }
        for index in places.indices { places[index] = Place() }
    }

    mutating func clear(_ field: Int) {
        places[field] = Place()
    }

    mutating func set(_ field: Int, from start: Int, to end: Int) {
        // A message of 4 GiB is far over every transport's limit; its later fields are not found.
        guard let start = UInt32(exactly: start), let end = UInt32(exactly: end) else { return }
        places[field] = Place(start: start, end: end)
    }

    /// The offsets of a field's value; `nil` if it was not found.
    public func range(of field: Int) -> Range<Int>? {
        guard field < places.count else { return nil }
        let place = places[field]
        guard place.end > 0 else { return nil }
        return Int(place.start)..<Int(place.end)
    }

    /// Whether the field was found, `null` included.
    public func contains(_ field: Int) -> Bool {
        field < places.count && places[field].end > 0
    }

    /// The text of a field that is a string, unescaped.
    public func string(_ field: Int, in bytes: RawSpan) -> String? {
        guard let range = range(of: field), range.count >= 2,
            bytes.byte(range.lowerBound) == UInt8(ascii: "\"")
        else { return nil }
        let end = bytes.endOfString(from: range.lowerBound + 1)
        return bytes.text(range.lowerBound + 1..<range.upperBound - 1, isEscaped: end.isEscaped)
    }

    /// The number of a field that is a whole number and fits.
    public func int(_ field: Int, in bytes: RawSpan) -> Int? {
        guard let range = range(of: field) else { return nil }
        let first = bytes.byte(range.lowerBound)
        guard first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10 else { return nil }
        return bytes.extracting(range).withUnsafeBytes { Int(String(decoding: $0, as: UTF8.self)) }
    }

    /// The truth value of a field that is `true` or `false`.
    public func bool(_ field: Int, in bytes: RawSpan) -> Bool? {
        guard let range = range(of: field) else { return nil }
        switch bytes.byte(range.lowerBound) {
        case UInt8(ascii: "t"): return true
        case UInt8(ascii: "f"): return false
        default: return nil
        }
    }

    /// The exact bytes of a field, as a document of its own.
    public func json(_ field: Int, in bytes: RawSpan) -> JSONText? {
        guard let range = range(of: field) else { return nil }
        return JSONText(uncheckedBytes: bytes.extracting(range).withUnsafeBytes { Array($0) })
    }
}
