import SlackWire

/// What stands before the payload of a frame of JSON, as the writer spells it: `{"at":1,"receive":1,"json":`.
///
/// Nearly all lines of a session begin so, and are read with one look at each byte. Whatever is spelled otherwise is
/// none of these, and for the full decoder.
struct PlainFrameFront {
    /// Whole microseconds since the session's start.
    private(set) var at: Int64 = 0
    /// The socket's id.
    private(set) var socket = 0
    /// Whether it came from Slack; otherwise the bot sent it.
    private(set) var isReceived = false
    /// Where the payload begins.
    private(set) var payload = 0

    /// Reads the front of a line; `nil` if it is another.
    init?(_ line: RawSpan) {
        var offset = 0
        guard Self.pass("{\"at\":", line, &offset), let at = Self.number(line, &offset) else {
            return nil
        }
        if Self.pass(",\"receive\":", line, &offset) {
            isReceived = true
        } else if !Self.pass(",\"send\":", line, &offset) {
            return nil
        }
        guard let socket = Self.number(line, &offset), socket > 0,
            Self.pass(",\"json\":", line, &offset)
        else { return nil }
        self.at = Int64(at)
        self.socket = socket
        payload = offset
    }

    @inline(__always)
    private static func pass(_ text: StaticString, _ line: RawSpan, _ offset: inout Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset + count <= line.byteCount else { return false }
        for index in 0..<count where line.byte(offset + index) != text.utf8Start[index] {
            return false
        }
        offset += count
        return true
    }

    /// The number that begins at the offset, up to what is no digit.
    @inline(__always)
    private static func number(_ line: RawSpan, _ offset: inout Int) -> Int? {
        let start = offset
        var value = 0
        while offset < line.byteCount, line.byte(offset) &- UInt8(ascii: "0") < 10 {
            guard offset - start < 18 else { return nil }
            value = value * 10 + Int(line.byte(offset) - UInt8(ascii: "0"))
            offset += 1
        }
        let length = offset - start
        guard length > 0, length == 1 || line.byte(start) != UInt8(ascii: "0") else { return nil }
        return value
    }
}
