import SlackWire

/// Where to find the recorded actions that an action of the bot may stand for.
///
/// Actions that look alike, their variables apart, stand together in a row, in recorded order; how far a row is
/// used up is a matter of the run (``ReplayProgress``).
struct RecordedIndex: Sendable {
    /// The number of a row.
    typealias Row = Int

    /// The indexes of the recorded actions in each row.
    private(set) var rows: [[Int]] = []
    private var calls: [CallSignature: Row] = [:]
    private var sends: [SentMessage.Signature: Row] = [:]
    private(set) var opens: [String: Row] = [:]
    /// Calls that were answered differently for what the bot said it accepts.
    private var negotiated: Set<CallSignature> = []
    /// The row of each recorded call.
    private(set) var callRows: [Row] = []
    private var callVariables: [Int: Variables] = [:]
    private var sendVariables: [Int: Variables] = [:]
    /// What is variable in all of them.
    private(set) var secrets: Set<String> = []
    private(set) var tokens: Set<String> = []
    private let matcher: CallMatcher
    private let values: GivenValues

    /// - Parameter arguments: Those of each recorded call.
    init(
        _ timeline: RecordedTimeline,
        _ values: GivenValues,
        _ arguments: [WebAPIArguments],
        matcher: CallMatcher
    ) {
        self.matcher = matcher
        self.values = values
        negotiated = Self.negotiated(timeline, arguments, matcher)
        for (index, recorded) in timeline.calls.enumerated() {
            let token = recorded.call.token
            let (signature, variables) = abstracted(
                recorded.call,
                token: token,
                arguments[index]
            )
            callRows.append(add(index, to: \.calls, under: signature))
            guard variables.token != nil || !variables.secrets.isEmpty else { continue }
            callVariables[index] = variables
            if let token = variables.token { tokens.insert(token) }
            secrets.formUnion(variables.secrets)
        }
        for (index, recorded) in timeline.sends.enumerated() {
            let (signature, variables) = abstracted(recorded.reading)
            add(index, to: \.sends, under: signature)
            guard !variables.secrets.isEmpty else { continue }
            sendVariables[index] = variables
            secrets.formUnion(variables.secrets)
        }
        for (index, recorded) in timeline.sockets.enumerated() {
            add(index, to: \.opens, under: recorded.request.url)
        }
    }

    /// The calls that look like this one, and what is variable in it.
    ///
    /// - Parameter token: The token that it carries, which `call` may no longer show.
    func row(of call: WebAPICall, token: SlackToken?) -> (row: Row, Variables)? {
        let (signature, variables) = abstracted(call, token: token)
        return calls[signature].map { ($0, variables) }
    }

    /// The messages that look like this one, and what is variable in it.
    func row(of message: SentMessage) -> (row: Row, Variables)? {
        let (signature, variables) = abstracted(message)
        return sends[signature].map { ($0, variables) }
    }

    /// What is variable in a recorded call.
    func variables(ofCall call: Int) -> Variables { callVariables[call] ?? Variables() }

    /// What is variable in a recorded message.
    func variables(ofSend send: Int) -> Variables { sendVariables[send] ?? Variables() }

    private func abstracted(
        _ call: WebAPICall,
        token: SlackToken?,
        _ arguments: WebAPIArguments? = nil
    ) -> (CallSignature, Variables) {
        var signature = matcher.signature(of: call, arguments)
        if !negotiated.isEmpty, negotiated.contains(signature) {
            signature.accept = call.headers["accept"] ?? ""
        }
        if call.methodName == UploadLengths.method {
            signature.contents?.members.removeAll { $0.name == UploadLengths.argument }
        }
        if TextStreams.isPart(call) {
            signature.contents?.members.removeAll { TextStreams.arguments.contains($0.name) }
        }
        var variables = Variables()
        if let token = token?.secret {
            variables.token = token
            variables.isTokenGiven = values.isGiven(token)
        }
        guard values.hasOwnPlaceholders else { return (signature, variables) }
        var abstraction = Abstraction(values)
        signature = signature.blanked(by: &abstraction)
        variables.secrets = abstraction.variables
        return (signature, variables)
    }

    private func abstracted(_ message: SentMessage) -> (SentMessage.Signature, Variables) {
        guard values.hasOwnPlaceholders else { return (message.signature, Variables()) }
        var abstraction = Abstraction(values)
        let signature = message.signature.blanked(by: &abstraction)
        return (signature, Variables(secrets: abstraction.variables))
    }

    @discardableResult
    private mutating func add<Key>(
        _ index: Int,
        to rowsByKey: WritableKeyPath<RecordedIndex, [Key: Row]>,
        under key: Key
    ) -> Row {
        if let row = self[keyPath: rowsByKey][key] {
            rows[row].append(index)
            return row
        }
        self[keyPath: rowsByKey][key] = rows.count
        rows.append([index])
        return rows.count - 1
    }

    /// The signatures under which calls that accept different things were answered differently.
    private static func negotiated(
        _ timeline: RecordedTimeline,
        _ arguments: [WebAPIArguments],
        _ matcher: CallMatcher
    ) -> Set<CallSignature> {
        var answers: [CallSignature: [String: WebAPIAnswer]] = [:]
        var found: Set<CallSignature> = []
        let reader = timeline.makeReader()
        for (call, arguments) in arguments.enumerated() {
            let recorded = timeline.calls[call]
            // Of methods the answer is JSON, whatever a client says that it accepts.
            guard case .url = recorded.call.target, let accept = recorded.call.headers["accept"],
                let answer = timeline.answer(to: call, by: reader)
            else { continue }
            let signature = matcher.signature(of: recorded.call, arguments)
            let others = answers[signature] ?? [:]
            if others.contains(where: { $0.key != accept && $0.value.body != answer.body }) {
                found.insert(signature)
            }
            answers[signature, default: [:]][accept] = answer
        }
        return found
    }
}
