import SlackWire

/// Where to find the recorded actions that an action of the bot may stand for.
///
/// Actions that look alike stand together in a row, in recorded order; how far a row is used up is a matter
/// of the run (``ReplayProgress``).
struct RecordedIndex: Sendable {
    /// The number of a row.
    typealias Row = Int

    /// The indexes of the recorded actions in each row.
    private(set) var rows: [[Int]] = []
    private(set) var calls: [CallSignature: Row] = [:]
    private(set) var sends: [JSONValue: Row] = [:]
    private(set) var opens: [String: Row] = [:]
    /// Calls and messages that hold placeholders, for a bot that holds the secrets themselves.
    private(set) var redactedCalls: [CallSignature: Row] = [:]
    private(set) var redactedSends: [JSONValue: Row] = [:]

    init(_ timeline: RecordedTimeline, matcher: CallMatcher, isRedacted: Bool) {
        for (index, recorded) in timeline.calls.enumerated() {
            let signature = matcher.signature(of: recorded.call)
            add(index, to: \.calls, under: signature)
            guard isRedacted else { continue }
            let folded = PlaceholderFolding.folded(recorded.call)
            guard folded != recorded.call else { continue }
            let foldedSignature = matcher.signature(of: folded)
            if foldedSignature != signature {
                add(index, to: \.redactedCalls, under: foldedSignature)
            }
        }
        for (index, recorded) in timeline.sends.enumerated() {
            add(index, to: \.sends, under: recorded.reading.contents)
            guard isRedacted else { continue }
            let folded = PlaceholderFolding.folded(recorded.message)
            guard folded != recorded.message else { continue }
            let contents = SentMessage(folded).contents
            if contents != recorded.reading.contents {
                add(index, to: \.redactedSends, under: contents)
            }
        }
        for (index, recorded) in timeline.sockets.enumerated() {
            add(index, to: \.opens, under: recorded.request.url)
        }
    }

    private mutating func add<Key>(
        _ index: Int,
        to rowsByKey: WritableKeyPath<RecordedIndex, [Key: Row]>,
        under key: Key
    ) {
        if let row = self[keyPath: rowsByKey][key] {
            rows[row].append(index)
        } else {
            self[keyPath: rowsByKey][key] = rows.count
            rows.append([index])
        }
    }
}
