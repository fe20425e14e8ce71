import RepriseFloor
import SessionRecording
import SlackWire

/// The events of a replay, in order of arrival.
///
/// The first megabyte of what they say is in memory, and so is what is known of the first few thousand; what is behind that is in
/// files without names, which go when nobody has these events any more. An event is put together when somebody looks at it.
public struct HandledEvents: Sendable {
    private var records = ScratchArray<EventRecord>()
    /// The times that have no room in a record.
    private var oddTimes: [Duration] = []
    /// What became of events whose handlers failed, and of those that were dropped.
    private var exceptions: [Int: HandledEvent.Outcome] = [:]

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
        if let exception = exceptions[place] { return exception }
        if records[place].endedAtStep != 0 { return .finished }
        return records[place].beganAtStep == 0 ? .waiting : .running
    }
}

extension HandledEvents: RandomAccessCollection {
    /// The place of the first event.
    public var startIndex: Int { 0 }
    /// The place behind the last event.
    public var endIndex: Int { records.count }

    /// The event at a place; its id is one more.
    public subscript(place: Int) -> HandledEvent {
        let record = records[place]
        let received = record.received.duration(oddTimes) ?? .zero
        return HandledEvent(
            id: place + 1,
            content: content(place),
            received: received,
            began: record.began.time(since: received, oddTimes),
            ended: record.ended.time(since: received, oddTimes),
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
        // Taken out and put back as a whole: a record may be in a page of a file.
        var record = records[place]
        record.began = delay(of: record, until: time)
        record.beganAtStep = UInt32(step)
        records[place] = record
        forgetException(of: place)
    }

    /// A handler ended.
    ///
    /// - Parameter error: What it threw.
    mutating func end(_ place: Int, at time: Duration, step: Int, error: String?) {
        var record = records[place]
        record.ended = delay(of: record, until: time)
        record.endedAtStep = UInt32(step)
        records[place] = record
        forgetException(of: place)
        if let error { exceptions[place] = .failed(error) }
    }

    /// An event was dropped.
    mutating func drop(_ place: Int, _ reason: String) {
        exceptions[place] = .dropped(reason)
    }

    private mutating func delay(of record: EventRecord, until time: Duration) -> ShortDelay {
        let received = record.received.duration(oddTimes) ?? .zero
        return ShortDelay(from: received, to: time, &oddTimes)
    }

    private mutating func forgetException(of place: Int) {
        if !exceptions.isEmpty { exceptions[place] = nil }
    }
}

/// What is known of an event, in 32 bytes: there is one for each event of a replay.
private struct EventRecord: Sendable, BitwiseCopyable {
    /// Where its text stands, if it is not kept.
    var content = ScratchBytes.Place.nowhere
    var received: ShortTime
    var began = ShortDelay.never
    var ended = ShortDelay.never
    /// Step 0 stands for what has not happened.
    var beganAtStep: UInt32 = 0
    var endedAtStep: UInt32 = 0

    init(received: ShortTime) {
        self.received = received
    }
}

/// A time in four bytes, counted from another: whole microseconds, or the place of one that is kept elsewhere.
private struct ShortDelay: Sendable, BitwiseCopyable {
    static let never = ShortDelay(word: .max)
    /// From here on numbers are places: an hour has fewer microseconds.
    private static let firstPlace: UInt32 = 0xf000_0000
    private let word: UInt32

    private init(word: UInt32) { self.word = word }

    init(from start: Duration, to time: Duration, _ odd: inout [Duration]) {
        if time == start {
            word = 0
            return
        }
        let (seconds, attoseconds) = (time - start).components
        if seconds >= 0, attoseconds >= 0, seconds < 3_600, attoseconds % 1_000_000_000_000 == 0 {
            word = UInt32(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
        } else {
            odd.append(time)
            word = Self.firstPlace + UInt32(odd.count - 1)
        }
    }

    func time(since start: Duration, _ odd: [Duration]) -> Duration? {
        if word == .max { return nil }
        if word >= Self.firstPlace { return odd[Int(word - Self.firstPlace)] }
        return start + .microseconds(word)
    }
}
