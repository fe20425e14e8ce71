import RepriseFloor
import SlackWire

/// Where to find the recorded actions that an action of the bot may stand for.
///
/// Actions that look alike, their variables apart, stand together in a row, in recorded order; how far a row is
/// used up is a matter of the run (``ReplayProgress``).
struct RecordedIndex: Sendable {
    /// The number of a row.
    typealias Row = Int

    /// Where the members of each row begin among all members, and behind the last row where those end.
    private var starts = ScratchArray<UInt32>()
    /// The indexes of the recorded actions in each row, row by row.
    private var members = ScratchArray<UInt32>()
    private var calls: [SignatureKey: Row] = [:]
    private var sends: [SignatureKey: Row] = [:]
    private(set) var opens: [String: Row] = [:]
    /// Calls that were answered differently for what the bot said it accepts.
    private var negotiated: Set<SignatureKey> = []
    /// The row of each recorded call.
    private var callRows = ScratchArray<UInt32>()
    private var callVariables = RecordedVariables()
    private var sendVariables = RecordedVariables()
    /// What is variable in all of them.
    private(set) var secrets: Set<String> = []
    private(set) var tokens: Set<String> = []
    private let matcher: CallMatcher
    private let values: GivenValues
    private let uploads: RecordedUploads

    /// - Parameter arguments: Those of each recorded call.
    init(
        _ timeline: RecordedTimeline,
        _ values: GivenValues,
        _ arguments: RecordedArguments,
        _ uploads: RecordedUploads,
        matcher: CallMatcher
    ) {
        self.matcher = matcher
        self.values = values
        self.uploads = uploads
        negotiated = Self.negotiated(timeline, arguments, matcher)
        var rows = RowBuilder()
        for index in timeline.calls.indices {
            let (call, callArguments) = arguments.call(index)
            let (signature, variables) = abstracted(call, token: call.tellingToken, callArguments)
            callRows.append(UInt32(rows.add(index, to: &calls, under: signature)))
            callVariables.append(variables)
            if let token = variables.token { tokens.insert(token) }
            secrets.formUnion(variables.secrets)
        }
        for index in timeline.sends.indices {
            let reading = timeline.reading(of: index, by: arguments.reader)
            let (signature, variables) = abstracted(reading)
            rows.add(index, to: &sends, under: signature)
            sendVariables.append(variables)
            secrets.formUnion(variables.secrets)
        }
        for (index, recorded) in timeline.sockets.enumerated() {
            rows.add(index, to: &opens, under: recorded.request.url)
        }
        (starts, members) = rows.finish()
    }

    /// How many rows there are.
    var rowCount: Int { starts.count - 1 }

    /// The indexes of the recorded actions in a row.
    func members(of row: Row) -> RowMembers {
        RowMembers(members, ScratchArray<UInt32>.range(from: starts[row], to: starts[row + 1]))
    }

    /// The row of a recorded call.
    func row(ofCall call: Int) -> Row { Int(callRows[call]) }

    /// The calls that look like this one, and what is variable in it.
    ///
    /// - Parameter token: The token that it carries, which `call` may no longer show.
    func row(of call: WebAPICall, token: SlackToken?) -> (row: Row, Variables)? {
        let (signature, variables) = abstracted(call, token: token)
        return calls[signature].map { ($0, variables) }
    }

    /// Whether what a call accepts made a difference to its answer when it was recorded.
    func isNegotiated(_ call: WebAPICall) -> Bool {
        isNegotiated(matcher.signature(of: uploads.asSent(call)))
    }

    private func isNegotiated(_ signature: CallSignature) -> Bool {
        !negotiated.isEmpty && negotiated.contains(SignatureKey(signature))
    }

    /// The messages that look like this one, and what is variable in it.
    func row(of message: SentMessage) -> (row: Row, Variables)? {
        let (signature, variables) = abstracted(message)
        return sends[signature].map { ($0, variables) }
    }

    /// What is variable in a recorded call.
    func variables(ofCall call: Int) -> Variables { callVariables[call] }

    /// What is variable in a recorded message.
    func variables(ofSend send: Int) -> Variables { sendVariables[send] }

    private func abstracted(
        _ call: WebAPICall,
        token: SlackToken?,
        _ arguments: WebAPIArguments? = nil
    ) -> (SignatureKey, Variables) {
        let sent = uploads.asSent(call)
        var signature = matcher.signature(of: sent, sent.body == call.body ? arguments : nil)
        if isNegotiated(signature) {
            signature.accept = call.headers["accept"] ?? ""
        }
        if call.methodName == RecordedUploads.method {
            signature.contents?.members.removeAll { $0.name == RecordedUploads.argument }
        }
        if TextStreams.isPart(call) {
            signature.contents?.members.removeAll { TextStreams.arguments.contains($0.name) }
        }
        var variables = Variables()
        if let token = token?.secret {
            variables.token = token
            variables.isTokenGiven = values.isGiven(token)
        }
        // What Slack knows an app by is another one in a replay, as tokens are.
        variables.secrets = call.credentials.map { [$0.text] } ?? []
        if values.hasOwnPlaceholders {
            var abstraction = Abstraction(values)
            signature = signature.blanked(by: &abstraction)
            variables.secrets += abstraction.variables
        }
        signature.digestBody(of: call)
        return (SignatureKey(signature), variables)
    }

    private func abstracted(_ message: SentMessage) -> (SignatureKey, Variables) {
        guard values.hasOwnPlaceholders else {
            return (SignatureKey(message.signature), Variables())
        }
        var abstraction = Abstraction(values)
        let signature = message.signature.blanked(by: &abstraction)
        return (SignatureKey(signature), Variables(secrets: abstraction.variables))
    }

    /// The signatures under which calls that accept different things were answered differently.
    private static func negotiated(
        _ timeline: RecordedTimeline,
        _ arguments: RecordedArguments,
        _ matcher: CallMatcher
    ) -> Set<SignatureKey> {
        var answers: [SignatureKey: [String: SignatureKey]] = [:]
        var found: Set<SignatureKey> = []
        // Of methods the answer is JSON, whatever a client says that it accepts.
        for (index, recorded) in timeline.calls.enumerated() where recorded.kind == .toURL {
            let (call, callArguments) = arguments.call(index)
            guard let accept = call.headers["accept"],
                let answer = timeline.answer(to: index, by: arguments.reader)
            else { continue }
            let signature = SignatureKey(matcher.signature(of: call, callArguments))
            let body = answer.file.map { SignatureKey($0) } ?? SignatureKey(answer.body)
            let others = answers[signature] ?? [:]
            if others.contains(where: { $0.key != accept && $0.value != body }) {
                found.insert(signature)
            }
            answers[signature, default: [:]][accept] = body
        }
        return found
    }
}

/// The indexes of the recorded actions in a row, in recorded order.
struct RowMembers: RandomAccessCollection {
    private let members: ScratchArray<UInt32>
    private let range: Range<Int>

    fileprivate init(_ members: ScratchArray<UInt32>, _ range: Range<Int>) {
        self.members = members
        self.range = range
    }

    var startIndex: Int { 0 }
    var endIndex: Int { range.count }
    subscript(place: Int) -> Int { Int(members[range.lowerBound + place]) }
}

/// Puts recorded actions into rows.
private struct RowBuilder {
    /// How many members each row has.
    private var counts = ScratchArray<UInt32>()
    /// The actions and their rows, in recorded order.
    private var items = ScratchArray<UInt32>()
    private var rows = ScratchArray<UInt32>()

    /// Adds an action to the row of a key; returns the row.
    @discardableResult
    mutating func add<Key>(
        _ index: Int,
        to rowsByKey: inout [Key: RecordedIndex.Row],
        under key: Key
    ) -> RecordedIndex.Row {
        let row = rowsByKey[key] ?? counts.count
        if row == counts.count {
            rowsByKey[key] = row
            counts.append(0)
        }
        counts[row] += 1
        items.append(UInt32(index))
        rows.append(UInt32(row))
        return row
    }

    /// Where the members of each row begin, and the members.
    consuming func finish() -> (starts: ScratchArray<UInt32>, members: ScratchArray<UInt32>) {
        var starts = ScratchArray<UInt32>()
        var next: UInt32 = 0
        for row in counts.indices {
            starts.append(next)
            next += counts[row]
            counts[row] = starts[row]
        }
        starts.append(next)
        var members = ScratchArray<UInt32>(repeating: 0, count: items.count)
        for (item, row) in zip(items, rows) {
            members[Int(counts[Int(row)])] = item
            counts[Int(row)] += 1
        }
        return (starts, members)
    }
}

/// What is variable in each of many actions: of most the same.
private struct RecordedVariables: Sendable {
    /// The number of each action's variables.
    private var numbers = ScratchArray<UInt32>()
    private var all = [Variables()]
    private var known: [Variables: UInt32] = [Variables(): 0]

    /// Adds those of the next action.
    mutating func append(_ variables: Variables) {
        if let number = known[variables] { return numbers.append(number) }
        known[variables] = UInt32(all.count)
        numbers.append(UInt32(all.count))
        all.append(variables)
    }

    subscript(action: Int) -> Variables { all[Int(numbers[action])] }
}
