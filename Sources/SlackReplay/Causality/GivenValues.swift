import RepriseFloor
import SecretRedaction
import SessionRecording
import SlackWire

/// What Slack gave the recorded bot and the bot used: which entry gave a value, and which actions need it.
///
/// A value whose first place in the recording is on the bot's side is the bot's own. One whose first place is
/// on Slack's side was given; until the replay has given it, the bot cannot know it.
struct GivenValues: Sendable {
    /// A value, by its number.
    typealias ID = Int

    /// The values that actions need, in their order.
    private var needed = ScratchArray<UInt32>()
    /// Where those of each action end, by the action's index.
    private var needEnds = ScratchArray<UInt32>()
    /// The values that Slack's entries give, in their order.
    private var given = ScratchArray<UInt32>()
    /// Where those of each entry end, by the entry.
    private var ends = ScratchArray<UInt32>(repeating: 0, count: 1)
    /// The entry that gave each value first.
    private(set) var givers = ScratchArray<UInt32>()
    /// Whether placeholders of the bot's own stand in what it does.
    private(set) var hasOwnPlaceholders = false
    /// The numbers of given values, by their hash.
    private var ids: [UInt64: ID] = [:]

    /// - Parameter arguments: Those of each recorded call.
    init(_ timeline: RecordedTimeline, _ arguments: RecordedArguments) {
        var reader = Reader(timeline, arguments)
        if reader.isLooking { timeline.visitGiven { reader.take($1, entry: $0) } }
        reader.finish()
        self = reader.values
    }

    private init() {}

    /// The values that an action needs.
    func needs(of action: Int) -> some Sequence<ID> {
        let places =
            needEnds.indices.contains(action)
            ? ScratchArray<UInt32>.range(
                from: action == 0 ? 0 : needEnds[action - 1],
                to: needEnds[action]
            ) : 0..<0
        return places.lazy.map { Int(needed[$0]) }
    }

    /// The entry that gave a value first.
    func giver(of value: ID) -> Int { Int(givers[value]) }

    /// The values that an entry of Slack's gives.
    func given(by entry: Int) -> some Sequence<ID> {
        ScratchArray<UInt32>.range(from: ends[entry - 1], to: ends[entry])
            .lazy.map { Int(given[$0]) }
    }

    /// The number of a value that Slack gave.
    func id(ofRun run: [UInt8]) -> ID? { ids[ValueRuns.hash(run)] }

    /// The number of a value that Slack gave and the bot used, by its hash.
    func id(ofHash hash: UInt64) -> ID? { ids[hash] }

    /// The values that Slack gave and that stand in a call.
    func ids(in call: WebAPICall) -> Set<ID> { Set(call.tellingRuns.compactMap { ids[$0] }) }

    /// The values that Slack gave and that stand in a message.
    func ids(in message: SentMessage) -> Set<ID> { Set(message.tellingRuns.compactMap { ids[$0] }) }

    /// Whether Slack gave what a placeholder stands for.
    func isGiven(placeholder: ArraySlice<UInt8>) -> Bool {
        ids[ValueRuns.hash(placeholder)] != nil
    }

    /// Whether Slack gave a value.
    func isGiven(_ text: String) -> Bool { ids[ValueRuns.hash(text.utf8)] != nil }

    /// Goes through a recording in its order.
    private struct Reader {
        var values = GivenValues()
        private let timeline: RecordedTimeline
        private let text: ScratchReader?
        /// The runs of all actions that tell where they come from, in the actions' order.
        private var runs = ScratchArray<UInt64>()
        /// Where those of each action end.
        private var runEnds = ScratchArray<UInt32>()
        private var action = 0
        /// What is looked for on Slack's side.
        private var wanted: Set<UInt64> = []
        /// Which lengths the wanted values have, by their first byte: most of what Slack says is told apart by that.
        private var shapes = [UInt64](repeating: 0, count: 256)
        private var placeholders: Set<UInt64> = []
        /// Values that are looked for in texts only: they are so common that they stand for something only where a text says them.
        private var common: Set<UInt64> = []
        private var own: Set<UInt64> = []

        init(_ timeline: RecordedTimeline, _ arguments: RecordedArguments) {
            self.timeline = timeline
            text = timeline.makeReader()
            for action in timeline.actions {
                var texts = ActionTexts()
                switch action.content {
                case .call(let index):
                    let (call, callArguments) = arguments.call(index)
                    texts.read(call, callArguments)
                case .send(let send): texts.read(timeline.reading(of: send, by: arguments.reader))
                case .open, .close: break
                }
                for run in texts.runs { runs.append(run) }
                runEnds.append(UInt32(runs.count))
                wanted.formUnion(texts.runs)
                for shape in texts.shapes { shapes[Int(shape.first)] |= shape.length }
                placeholders.formUnion(texts.placeholders)
                common.formUnion(texts.common)
            }
        }

        /// Whether there is anything to look for on Slack's side.
        var isLooking: Bool { !wanted.isEmpty }

        mutating func take(_ item: GivenItem, entry: Int) {
            advance(to: entry)
            switch item {
            case .answer(let call):
                guard let answer = timeline.answer(to: call, by: text) else { return }
                give(answer.body, entry)
                for field in answer.headers.fields where field.carriesValues {
                    give(Array(field.value.utf8), entry, isHeader: true)
                }
            case .frame(let ref):
                guard case .message(let message) = timeline.event(of: ref, by: text) else { return }
                give(message.bytes, entry)
            }
        }

        /// Everything was given.
        mutating func finish() { advance(to: timeline.entries + 1) }

        /// Takes in what the bot did before an entry; the entries before it give nothing more.
        private mutating func advance(to entry: Int) {
            while action < timeline.actions.count, timeline.actions[action].entry <= entry {
                use(by: action)
                action += 1
            }
            while values.ends.count < entry { values.ends.append(UInt32(values.given.count)) }
        }

        private mutating func use(by action: Int) {
            let start = action == 0 ? 0 : runEnds[action - 1]
            for place in ScratchArray<UInt32>.range(from: start, to: runEnds[action]) {
                let run = runs[place]
                if let id = values.ids[run] {
                    values.needed.append(UInt32(id))
                } else {
                    own.insert(run)
                    if placeholders.contains(run) { values.hasOwnPlaceholders = true }
                }
            }
            values.needEnds.append(UInt32(values.needed.count))
        }

        private mutating func give(_ bytes: [UInt8], _ entry: Int, isHeader: Bool = false) {
            let earlier = values.ends[entry - 1]
            var strings = JSONStrings(bytes)
            ValueRuns.visit(places: bytes) { place in
                let span = bytes.span.bytes
                let length = Shape.length(of: place.count)
                guard shapes[Int(span.byte(place.lowerBound))] & length != 0 else { return }
                let hash = ValueRuns.hash(span, place)
                guard wanted.contains(hash), !own.contains(hash),
                    !common.contains(hash) || (!isHeader && strings.holdValue(at: place))
                else { return }
                let id = UInt32(number(of: hash, entry))
                let places = ScratchArray<UInt32>.range(
                    from: earlier,
                    to: UInt32(values.given.count)
                )
                let isKnown = places.contains { values.given[$0] == id }
                if !isKnown { values.given.append(id) }
            }
        }

        private mutating func number(of hash: UInt64, _ entry: Int) -> ID {
            if let id = values.ids[hash] { return id }
            let id = values.givers.count
            values.ids[hash] = id
            values.givers.append(UInt32(entry))
            return id
        }
    }
}

extension HTTPHeaders.Field {
    /// Names of fields in which links and ids stand.
    private static let telling: Set<String> = ["location", "content-location", "link", "etag"]

    /// Whether a bot takes something from it: a date, a length or the name of a server is no value that anybody was given.
    fileprivate var carriesValues: Bool {
        Self.telling.contains(name) || (name.hasPrefix("x-") && name.hasSuffix("-id"))
    }
}

/// Where the strings of a JSON document stand, found out as far as somebody asks, from its start to its end.
struct JSONStrings {
    private let bytes: [UInt8]
    private let isDocument: Bool
    private var position = 0
    /// Where the string began in which the position is.
    private var isInside = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let first = bytes.first { $0 > 0x20 }
        isDocument = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// Whether a place is part of a string that is a value, and no name of a member.
    ///
    /// - Parameter place: One behind those that were asked for before.
    mutating func holdValue(at place: Range<Int>) -> Bool {
        guard isDocument else { return false }
        advance(to: place.lowerBound)
        return isInside && !isName(from: place.upperBound)
    }

    private mutating func advance(to end: Int) {
        while position < end {
            if isInside, bytes[position] == UInt8(ascii: "\\") {
                position += 2
                continue
            }
            if bytes[position] == UInt8(ascii: "\"") { isInside.toggle() }
            position += 1
        }
    }

    /// Whether what goes on there is the rest of a member's name.
    private func isName(from start: Int) -> Bool {
        var index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index += 1
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
        return index < bytes.count && bytes[index] == UInt8(ascii: ":")
    }
}

extension WebAPICall {
    /// The hashes of the values in it that may tell where the bot has them from.
    var tellingRuns: Set<UInt64> {
        var texts = ActionTexts()
        texts.read(self, arguments)
        return Set(texts.runs)
    }

    /// The same without the token, which every call carries.
    var carriedRuns: Set<UInt64> {
        guard let token else { return tellingRuns }
        return tellingRuns.subtracting([ValueRuns.hash(token.secret.utf8)])
    }
}

extension SentMessage {
    /// The hashes of the values in it that may tell where the bot has them from.
    var tellingRuns: Set<UInt64> {
        var texts = ActionTexts()
        texts.read(self)
        return Set(texts.runs)
    }
}

/// What is known of a value at a glance.
private struct Shape: Hashable {
    var first: UInt8
    /// The bit that stands for its length; the last one for all that are longer.
    var length: UInt64

    init(_ run: some Collection<UInt8>) {
        first = run.first ?? 0
        length = Self.length(of: run.count)
    }

    /// The bit that stands for a length.
    @inline(__always)
    static func length(of count: Int) -> UInt64 { 1 &<< UInt64(min(count, 63)) }
}

/// The values in what a bot does that may tell where it has them from.
private struct ActionTexts {
    /// Names of what a bot makes up itself, and Slack repeats.
    private static let ownNames: Set<String> = [
        "action_id", "block_id", "callback_id", "external_id", "type",
    ]
    private static let textNames: Set<String> = ["text", "markdown_text", "initial_comment"]
    /// More in one action are not looked at.
    private static let limit = 256

    private(set) var runs: [UInt64] = []
    private(set) var shapes: [Shape] = []
    private(set) var placeholders: Set<UInt64> = []
    /// Those that count because a text says them, and would not elsewhere.
    private(set) var common: Set<UInt64> = []

    mutating func read(_ call: WebAPICall, _ arguments: WebAPIArguments) {
        if case .url(let url) = call.target { read(url, isText: false) }
        for member in arguments.members { read(member) }
        for file in arguments.files { readAll(file.bytes) }
        if let content = arguments.content { readAll(content) }
        if let token = call.token { add(token.secret.utf8) }
    }

    mutating func read(_ message: SentMessage) {
        guard message.kind != .ping else { return }
        switch message.signature {
        case .contents(let value): read(value, isText: false)
        case .binary(let bytes): readAll(bytes)
        }
    }

    private mutating func read(_ member: JSONMember) {
        guard !Self.ownNames.contains(member.name) else { return }
        read(member.value, isText: Self.textNames.contains(member.name))
    }

    private mutating func read(_ value: JSONValue, isText: Bool) {
        switch value {
        case .null, .bool, .number: break
        case .string(let text): read(text, isText: isText)
        case .array(let elements): for element in elements { read(element, isText: isText) }
        case .object(let members): for member in members { read(member) }
        }
    }

    private mutating func read(_ text: String, isText: Bool) {
        let bytes = Array(text.utf8)
        if let revealed = SpelledPlaceholders.revealed(in: bytes) { readPlaceholders(revealed) }
        ValueRuns.visit(bytes) { run in
            let isTelling = ValueRuns.isTelling(run)
            guard isTelling || (isText && ValueRuns.isTellingInText(run)) else { return }
            add(run)
            if !isTelling { common.insert(ValueRuns.hash(run)) }
            if !Placeholder.ranges(in: Array(run)).isEmpty {
                placeholders.insert(ValueRuns.hash(run))
            }
        }
    }

    private mutating func readAll(_ bytes: [UInt8]) {
        if let revealed = SpelledPlaceholders.revealed(in: bytes) { readPlaceholders(revealed) }
        if let content = Placeholder.content(ofCompressed: bytes) { readPlaceholders(content) }
        readPlaceholders(bytes)
    }

    private mutating func readPlaceholders(_ bytes: [UInt8]) {
        for place in Placeholder.ranges(in: bytes) {
            placeholders.insert(ValueRuns.hash(bytes[place]))
            add(bytes[place])
        }
    }

    private mutating func add(_ value: some Collection<UInt8>) {
        let hash = ValueRuns.hash(value)
        guard runs.count < Self.limit, !runs.contains(hash) else { return }
        runs.append(hash)
        shapes.append(Shape(value))
    }
}
