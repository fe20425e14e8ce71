import RepriseFloor
import WebSocketCodec

/// How bytes are cut before they are fed.
enum Feeding: CaseIterable {
    /// All at once.
    case whole
    /// One byte at a time.
    case byteByByte
    /// In pieces of a few bytes.
    case inPieces

    /// The pieces of `bytes`.
    func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        var generator = SeededGenerator(seed: UInt64(bytes.count))
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let size =
                switch self {
                case .whole: rest.count
                case .byteByByte: 1
                case .inPieces: Int.random(in: 1...7, using: &generator)
                }
            pieces.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return pieces
    }
}

/// What a decoder made of some bytes.
struct Decoded: Equatable {
    var events: [WebSocketDecoder.Event] = []
    var violation: WebSocketViolation?

    /// Decodes bytes that were cut in some way.
    init(
        _ bytes: [UInt8],
        as role: WebSocketRole = .client,
        limit: Int = 1 << 20,
        _ feeding: Feeding = .whole
    ) {
        var decoder = WebSocketDecoder(role: role, messageLimit: limit)
        for piece in feeding.pieces(of: bytes) {
            var offset = 0
            do throws(WebSocketViolation) {
                while let event = try decoder.next(in: piece.span.bytes, from: &offset) {
                    events.append(event)
                }
            } catch {
                violation = error
                return
            }
        }
    }

    init(events: [WebSocketDecoder.Event], violation: WebSocketViolation? = nil) {
        self.events = events
        self.violation = violation
    }
}
