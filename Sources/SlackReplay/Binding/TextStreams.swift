import RepriseFloor
import SlackWire

/// Texts that a bot sent in pieces (`chat.startStream`, `chat.appendStream`, `chat.stopStream`).
///
/// Clients cut them by time, so the pieces of a replay are others than those of the recording: what counts is what
/// they add up to.
struct TextStreams: Sendable {
    /// The number of a stream.
    typealias ID = Int

    /// One recorded stream.
    struct Stream: Sendable {
        /// The recorded calls that append to it.
        var appends: [Int] = []
        /// How many bytes had been sent with each of them.
        var ends: [Int] = []
        /// The recorded call that ends it.
        var stop: Int?
        /// What its pieces add up to.
        var text: [UInt8] = []
    }

    private struct Key: Sendable, Hashable {
        var channel: String?
        var ts: String
    }

    private static let methods: Set<String> = [
        "chat.startStream", "chat.appendStream", "chat.stopStream",
    ]
    /// The arguments that hold a piece: a text, or chunks of text and of other things.
    static let arguments: Set<String> = ["markdown_text", "chunks"]

    private(set) var streams: [Stream] = []
    private var streamsOfCalls: [Int: ID] = [:]
    private var open: [Key: ID] = [:]

    /// - Parameter arguments: Those of each call.
    init(_ timeline: RecordedTimeline, _ arguments: RecordedArguments) {
        let reader = arguments.reader
        for (index, recorded) in timeline.calls.enumerated() where recorded.kind == .streaming {
            let (call, arguments) = arguments.call(index)
            let channel = arguments["channel"]?.string
            let id: ID
            if let ts = arguments["ts"]?.string {
                id = stream(Key(channel: channel, ts: ts))
            } else if let answer = timeline.answer(to: index, by: reader),
                let ts = (try? answer.json())?["ts"]?.string
            {
                id = stream(Key(channel: channel, ts: ts))
            } else {
                continue
            }
            streamsOfCalls[index] = id
            streams[id].text += Self.piece(arguments)
            if Self.isAppend(call) {
                streams[id].appends.append(index)
                streams[id].ends.append(streams[id].text.count)
            } else if Self.isStop(call) {
                streams[id].stop = index
            }
        }
    }

    /// Whether there are none.
    var isEmpty: Bool { streams.isEmpty }

    /// The stream of which a recorded call is a part.
    func stream(ofCall call: Int) -> ID? { streamsOfCalls[call] }

    /// The stream to which the bot appends.
    func stream(appendedTo call: WebAPICall) -> ID? {
        guard Self.isAppend(call) else { return nil }
        let arguments = call.arguments
        return arguments["ts"]?.string.flatMap {
            open[Key(channel: arguments["channel"]?.string, ts: $0)]
        }
    }

    /// Whether a call is a part of a stream.
    static func isPart(_ call: WebAPICall) -> Bool {
        call.methodName.map(methods.contains) ?? false
    }

    /// Whether a call ends a stream.
    static func isStop(_ call: WebAPICall) -> Bool { call.methodName == "chat.stopStream" }

    private static func isAppend(_ call: WebAPICall) -> Bool {
        call.methodName == "chat.appendStream"
    }

    /// The piece that a call brings.
    ///
    /// Chunks of text add up like a text. Any other chunk, for example the state of a task, stands in it whole, between
    /// two bytes that no text holds.
    static func piece(of call: WebAPICall) -> [UInt8] {
        piece(call.arguments)
    }

    private static func piece(_ arguments: WebAPIArguments) -> [UInt8] {
        var piece = Array((arguments.text("markdown_text") ?? "").utf8)
        for chunk in arguments["chunks"]?.array ?? [] {
            if chunk["type"]?.string == "markdown_text", let text = chunk["text"]?.string {
                piece += text.utf8
            } else {
                piece += [0] + chunk.compactBytes + [0]
            }
        }
        return piece
    }

    /// Whether a piece goes on where so many bytes of a stream have been sent; a last piece must complete it.
    func fits(_ call: WebAPICall, in id: ID, after sent: Int) -> Bool {
        let piece = Self.piece(of: call)
        let text = streams[id].text
        guard sent + piece.count <= text.count, text[sent...].starts(with: piece) else {
            return false
        }
        return !Self.isStop(call) || sent + piece.count == text.count
    }

    private mutating func stream(_ key: Key) -> ID {
        if let id = open[key] { return id }
        streams.append(Stream())
        open[key] = streams.count - 1
        return streams.count - 1
    }
}
