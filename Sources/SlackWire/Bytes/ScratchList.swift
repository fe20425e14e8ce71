import RepriseFloor

/// What can be written down in bytes and read again by this process.
package protocol ScratchWritten: Sendable {
    /// Writes the value; `false` if it is one that is better kept as it is.
    func write(to writer: inout ScratchWriter) -> Bool

    /// Reads a value again that was written.
    init(from record: inout ScratchRecord)
}

/// A list of values that may be long: the first ones are in memory, and what is behind them is written down in a file without a
/// name, which goes with the list, and read again each time.
///
/// What cannot be read any more reads as the first value, and is noted in `ScratchFailures`.
///
/// A copy may be added to apart.
package struct ScratchList<Value: ScratchWritten>: Sendable {
    /// The first values.
    private var near: [Value] = []
    /// Where those behind them stand.
    private var places = ScratchArray<ScratchBytes.Place>()
    private var bytes: ScratchBytes?
    private var reader: ScratchReader?
    /// Those that were not written, by their places.
    private var others: [Int: Value] = [:]
    private let keptCount: Int

    /// No values.
    ///
    /// - Parameter keptCount: How many are kept in memory, at least one.
    package init(keptCount: Int = 1_000) {
        self.keptCount = Swift.max(1, keptCount)
    }

    /// Adds a value behind all others.
    package mutating func append(_ value: Value) {
        guard near.count == keptCount else { return near.append(value) }
        if let place = write(value) {
            places.append(place)
        } else {
            others[count] = value
            places.append(.nowhere)
        }
    }

    private mutating func write(_ value: Value) -> ScratchBytes.Place? {
        var writer = ScratchWriter()
        guard value.write(to: &writer) else { return nil }
        let bytes = bytes ?? ScratchBytes(memoryLimit: 64 << 10)
        if self.bytes == nil {
            self.bytes = bytes
            reader = ScratchReader(bytes)
        }
        return ScratchBytes.Place(bytes.append(writer.bytes, writer.bytes.indices))
    }
}

extension ScratchList: RandomAccessCollection {
    /// The place of the first value.
    package var startIndex: Int { 0 }
    /// The place behind the last value.
    package var endIndex: Int { near.count + places.count }

    /// The value at a place.
    package subscript(index: Int) -> Value {
        if index < near.count { return near[index] }
        let place = places[index - near.count]
        guard place != .nowhere, let reader else { return others[index] ?? near[index] }
        guard let bytes = reader.bytes(at: place) else { return near[0] }
        var record = ScratchRecord(bytes)
        return Value(from: &record)
    }
}

/// Writes values one behind the other.
package struct ScratchWriter {
    /// What was written.
    package private(set) var bytes: [UInt8] = []

    /// Nothing is written yet.
    package init() {}

    /// Writes a number: seven bits a byte, the lowest first, the sign in the lowest.
    package mutating func write(_ number: Int) {
        var rest = UInt(bitPattern: number << 1 ^ number >> (Int.bitWidth - 1))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Writes bytes.
    package mutating func write(_ content: [UInt8]) {
        write(content.count)
        bytes += content
    }

    /// Writes a text.
    package mutating func write(_ text: String) {
        write(text.utf8.count)
        bytes += text.utf8
    }

    /// Writes whether there is a value, and what `body` writes of it if so.
    package mutating func write<Value>(
        _ value: Value?,
        _ body: (inout ScratchWriter, Value) -> Void
    ) {
        write(value == nil ? 0 : 1)
        if let value { body(&self, value) }
    }

    /// Writes how many values there are, and what `body` writes of each.
    package mutating func write<Values: Collection>(
        each values: Values,
        _ body: (inout ScratchWriter, Values.Element) -> Void
    ) {
        write(values.count)
        for value in values { body(&self, value) }
    }

    /// Writes a time.
    package mutating func write(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        write(Int(seconds))
        write(Int(attoseconds))
    }
}

/// Reads what a ``ScratchWriter`` has written.
package struct ScratchRecord {
    private let bytes: [UInt8]
    private var place = 0

    /// Reads from the beginning.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a number.
    package mutating func number() -> Int {
        var (value, shift): (UInt, UInt) = (0, 0)
        while true {
            let byte = bytes[place]
            place += 1
            value |= UInt(byte & 0x7f) << shift
            guard byte >= 0x80 else { break }
            shift += 7
        }
        return Int(bitPattern: value >> 1) ^ -Int(bitPattern: value & 1)
    }

    /// Reads bytes.
    package mutating func content() -> [UInt8] {
        let count = number()
        defer { place += count }
        return Array(bytes[place..<place + count])
    }

    /// Reads a text.
    package mutating func text() -> String {
        let count = number()
        defer { place += count }
        return String(decoding: bytes[place..<place + count], as: UTF8.self)
    }

    /// Reads a value, if there is one.
    package mutating func optional<Value>(
        _ body: (inout ScratchRecord) -> Value
    ) -> Value? {
        number() == 0 ? nil : body(&self)
    }

    /// Reads values.
    package mutating func each<Value>(_ body: (inout ScratchRecord) -> Value) -> [Value] {
        (0..<number()).map { _ in body(&self) }
    }

    /// Reads a time.
    package mutating func time() -> Duration {
        let seconds = Int64(number())
        return Duration(secondsComponent: seconds, attosecondsComponent: Int64(number()))
    }
}
