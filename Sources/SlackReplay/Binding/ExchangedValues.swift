import SlackWire

/// Values that stand for one another in one run.
///
/// Of equal actions that overlap nobody can tell which is which: the first of two `working…` may be for either of two people.
/// They are matched in the order in which they come, and when what the bot does with the answers shows that it was the
/// other way round, what the two answers gave changes places: from then on the bot's `ts` is the other recorded one,
/// in what the bot does and in what Slack tells it.
struct ExchangedValues: Sendable {
    /// What the answers to two equal actions gave in the same place.
    struct Pair: Sendable, Hashable {
        let first: [UInt8]
        let second: [UInt8]
    }

    /// The recorded value that one of the bot's stands for, and the other way round; others stand for themselves.
    private var recorded: [[UInt8]: [UInt8]] = [:]
    private var actual: [[UInt8]: [UInt8]] = [:]
    /// When the bot did what stands for a recorded action now.
    private var moments: [Int: Duration] = [:]

    /// The recorded actions whose answers gave what has changed places.
    private var givers: [GivenValues.ID: Int] = [:]

    /// Whether all values stand for themselves.
    var isEmpty: Bool { recorded.isEmpty }

    /// When the bot did what stands for a recorded action, if that is not what was taken for it first.
    func moment(of action: Int) -> Duration? { moments[action] }

    /// The recorded action whose answer gave a value that has changed places.
    func giver(of value: GivenValues.ID) -> Int? { givers[value] }

    /// The bot does what another action had taken the place of.
    mutating func note(_ action: Int, at now: Duration) { moments[action] = now }

    /// Lets two actions, and what their answers gave, change places.
    ///
    /// - Parameter number: The number of a value that Slack gave.
    mutating func exchange(
        _ pairs: [Pair],
        _ first: (action: Int, at: Duration),
        _ second: (action: Int, at: Duration),
        numberedBy number: ([UInt8]) -> GivenValues.ID?
    ) {
        for pair in pairs {
            if let value = number(pair.first) { givers[value] = first.action }
            if let value = number(pair.second) { givers[value] = second.action }
            let bots = (actual[pair.first] ?? pair.first, actual[pair.second] ?? pair.second)
            set(bots.0, for: pair.second)
            set(bots.1, for: pair.first)
        }
        moments[first.action] = second.at
        moments[second.action] = first.at
    }

    private mutating func set(_ value: [UInt8], for original: [UInt8]) {
        actual[original] = value == original ? nil : value
        recorded[value] = value == original ? nil : original
    }

    /// What the bot says, with recorded values.
    func recorded(_ bytes: [UInt8]) -> [UInt8] { Self.replacing(recorded, in: bytes) }

    /// What Slack says, with the values that the bot knows.
    func actual(_ bytes: [UInt8]) -> [UInt8] { Self.replacing(actual, in: bytes) }

    /// The bytes with each run that has another value in its place replaced by that.
    static func replacing(_ values: [[UInt8]: [UInt8]], in bytes: [UInt8]) -> [UInt8] {
        guard !values.isEmpty else { return bytes }
        var result: [UInt8] = []
        var copied = 0
        ValueRuns.visit(places: bytes) { place in
            guard place.lowerBound >= copied, let value = values[Array(bytes[place])] else {
                return
            }
            result += bytes[copied..<place.lowerBound]
            result += value
            copied = place.upperBound
        }
        return copied == 0 ? bytes : result + bytes[copied...]
    }

    /// What two answers gave in the same places, where that differs; `nil` if they do not look alike, or one value
    /// stands where several others do.
    static func pairs(_ first: [UInt8], _ second: [UInt8]) -> [Pair]? {
        let (runs, others) = (telling(first), telling(second))
        guard runs.count == others.count else { return nil }
        var partners: [[UInt8]: [UInt8]] = [:]
        var pairs: [Pair] = []
        for (run, other) in zip(runs, others) where run != other || partners[run] != nil {
            if let partner = partners[run] {
                guard partner == other else { return nil }
                continue
            }
            guard partners[other] == nil else { return nil }
            (partners[run], partners[other]) = (other, run)
            pairs.append(Pair(first: run, second: other))
        }
        return pairs
    }

    /// The runs by which one can tell where somebody has them from.
    private static func telling(_ bytes: [UInt8]) -> [[UInt8]] {
        var runs: [[UInt8]] = []
        ValueRuns.visit(bytes) { run in
            if ValueRuns.isTelling(run) { runs.append(Array(run)) }
        }
        return runs
    }
}

extension WebAPICall {
    /// The call with everything in it that a bot may have from Slack put through `change`; its headers stay.
    func replacing(_ change: ([UInt8]) -> [UInt8]) -> WebAPICall {
        func changed(_ text: String) -> String {
            String(decoding: change(Array(text.utf8)), as: UTF8.self)
        }
        func changed(_ fields: [FormField]) -> [FormField] {
            fields.map { FormField($0.name, changed($0.value)) }
        }
        var call = inflated
        if case .url(let url) = target { call.target = .url(changed(url)) }
        call.query = changed(query)
        switch call.body {
        case .none: break
        case .form(let fields): call.body = .form(changed(fields))
        case .json(let json): call.body = .json(JSONText(uncheckedBytes: change(json.bytes)))
        case .multipart(let parts):
            call.body = .multipart(
                parts.map { part in
                    var part = part
                    part.bytes = change(part.bytes)
                    return part
                }
            )
        case .bytes(let bytes): call.body = .bytes(change(bytes))
        case .flowing, .file: break
        }
        return call
    }
}
