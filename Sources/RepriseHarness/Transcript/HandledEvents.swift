import SessionRecording
import SlackWire

/// The events of a replay, in order of arrival.
///
/// The first megabyte of what they say is in memory, and what is behind that in a file without a name, which goes when
/// nobody has these events any more. An event is put together when somebody looks at it.
public struct HandledEvents: Sendable {
    private var records: [EventRecord] = []
    /// The times that are no whole nanoseconds.
    private var oddTimes: [Duration] = []
    /// Why handlers failed, and events were dropped.
    private var reasons: [Int: String] = [:]

    /// The first events.
    private var kept: [SlackEvent] = []
    private var keptSize = 0
    /// What the events behind them say.
    private var text: ScratchBytes?
    private var reader: ScratchReader?
    /// Those of them that are too long for a place in there.
    private var others: [Int: SlackEvent] = [:]

    /// How many bytes of what events say are kept.
    private let memoryLimit: Int

    init(memoryLimit: Int = 1 << 20) {
        self.memoryLimit = memoryLimit
    }

    /// The event at a place, from 0.
    private func content(_ place: Int) -> EventContent {
        if place < kept.count { return .kept(kept[place]) }
        guard let reader, others[place] == nil else { return .kept(others[place] ?? kept[place]) }
        return .stored(records[place].content, reader)
    }

    private func outcome(_ place: Int) -> HandledEvent.Outcome {
        switch records[place].state {
        case .waiting: .waiting
        case .running: .running
        case .finished: .finished
        case .failed: .failed(reasons[place] ?? "")
        case .dropped: .dropped(reasons[place] ?? "")
        }
    }

    private func time(_ short: ShortTime) -> Duration? { short.duration(oddTimes) }
}

extension HandledEvents: RandomAccessCollection {
    /// The place of the first event.
    public var startIndex: Int { 0 }
    /// The place behind the last event.
    public var endIndex: Int { records.count }

    /// The event at a place; its id is one more.
    public subscript(place: Int) -> HandledEvent {
        let record = records[place]
        return HandledEvent(
            id: place + 1,
            content: content(place),
            received: time(record.received) ?? .zero,
            began: time(record.began),
            ended: time(record.ended),
            beganAtStep: record.beganAtStep == 0 ? nil : Int(record.beganAtStep),
            endedAtStep: record.endedAtStep == 0 ? nil : Int(record.endedAtStep),
            outcome: outcome(place)
        )
    }
}

extension HandledEvents: Hashable {
    /// Whether the same events came, and the same became of them, at the same times.
    public static func == (left: HandledEvents, right: HandledEvents) -> Bool {
        left.elementsEqual(right)
    }

    /// Hashes every event.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for event in self { hasher.combine(event) }
    }
}

// MARK: What happens to them

extension HandledEvents {
    /// An event came.
    mutating func receive(_ event: SlackEvent, at time: Duration) {
        var record = EventRecord(received: ShortTime(time, &oddTimes))
        if text == nil, keptSize < memoryLimit {
            kept.append(event)
            keptSize += event.json.bytes.count
        } else {
            record.content = store(event)
        }
        records.append(record)
    }

    private mutating func store(_ event: SlackEvent) -> ScratchBytes.Place {
        let bytes = event.json.bytes
        let text = text ?? ScratchBytes()
        if self.text == nil {
            self.text = text
            reader = ScratchReader(text)
        }
        if let place = ScratchBytes.Place(text.append(bytes, bytes.indices)) { return place }
        others[records.count] = event
        return .nowhere
    }

    /// A handler began.
    mutating func begin(_ place: Int, at time: Duration, step: Int) {
        records[place].began = ShortTime(time, &oddTimes)
        records[place].beganAtStep = UInt32(step)
        records[place].state = .running
    }

    /// A handler ended.
    ///
    /// - Parameter error: What it threw.
    mutating func end(_ place: Int, at time: Duration, step: Int, error: String?) {
        records[place].ended = ShortTime(time, &oddTimes)
        records[place].endedAtStep = UInt32(step)
        records[place].state = error == nil ? .finished : .failed
        if let error { reasons[place] = error }
    }

    /// An event was dropped.
    mutating func drop(_ place: Int, _ reason: String) {
        records[place].state = .dropped
        reasons[place] = reason
    }
}

/// What is known of an event, in little memory: there is one for each event of a replay.
private struct EventRecord: Sendable {
    enum State: UInt8, Sendable {
        case waiting, running, finished, failed, dropped
    }

    /// Where its text stands, if it is not kept.
    var content = ScratchBytes.Place.nowhere
    var received: ShortTime
    var began = ShortTime.never
    var ended = ShortTime.never
    /// Step 0 stands for what has not happened.
    var beganAtStep: UInt32 = 0
    var endedAtStep: UInt32 = 0
    var state = State.waiting

    init(received: ShortTime) {
        self.received = received
    }
}

/// A time in the memory of a number: nanoseconds, or below zero the place of one that is no whole number of them.
private struct ShortTime: Sendable {
    static let never = ShortTime(word: .min)
    private let word: Int64

    private init(word: Int64) { self.word = word }

    init(_ time: Duration, _ odd: inout [Duration]) {
        let (seconds, attoseconds) = time.components
        let (whole, isOver) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (word, isFarOver) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard !isOver, !isFarOver, attoseconds % 1_000_000_000 == 0, word >= 0 else {
            odd.append(time)
            self.word = -Int64(odd.count)
            return
        }
        self.word = word
    }

    func duration(_ odd: [Duration]) -> Duration? {
        if word >= 0 { return .nanoseconds(word) }
        return word == .min ? nil : odd[Int(-word) - 1]
    }
}
