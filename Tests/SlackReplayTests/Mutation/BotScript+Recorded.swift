import Foundation
import SessionRecording
import SlackWire

@testable import SlackReplay

extension BotScript {
    /// The sittings that were recorded over real sockets with Slack's own SDKs (`Tests/Sittings`).
    static let recorded = ["desk_sdk", "desk_bolt", "desk_bolt_async"]

    /// The script of a bot that was recorded: what it did, and for each what it must have waited for.
    ///
    /// What is known of the bot: it works through what it gets side by side, and through each in turn. So an action
    /// waits for what it belongs to and for the answer to what was done before it for the same reason. What it
    /// belongs to is told by the values in it.
    init(recorded name: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appendingPathComponent("Fixtures/sittings/\(name).jsonl.gz").path
        self.init(session: try Session(contentsOf: path))
    }

    init(session: Session) {
        var reader = CauseReader()
        for (index, entry) in session.entries.enumerated() { reader.take(entry, index + 1) }
        self.session = session
        steps = reader.steps
        guard let plan = try? ReplayPlan(session) else { return }
        var player = ScriptPlayer(self, plan: plan, seed: nil)
        _ = player.play()
        unreached = Set(steps.map(\.entry)).subtracting(player.performed)
    }
}

/// Goes through a recording and finds what each action of its bot waited for.
private struct CauseReader {
    /// What the bot works through: what began it, and how far it has come.
    private struct Work {
        var words: Set<String>
        /// The frame that began it.
        var beginning: String
        /// Whether it is an echo of what the bot did, which it acknowledges and no more.
        var isEcho: Bool
        /// What the next step waits for.
        var latest: Int
    }

    /// What stands in the frame that makes the bot call these, where the values in the calls do not tell.
    private static let beginnings = [
        "files.getUploadURLExternal": "export", "files.completeUploadExternal": "export",
        "files.info": "export", "chat.startStream": "explain", "users.info": "47",
    ]

    private(set) var steps: [BotScript.Step] = []
    private var works: [Work] = []
    private var workOfEnvelopes: [String: Int] = [:]
    /// The step and the work of each call without an answer.
    private var calls: [Int: (step: Int, work: Int?)] = [:]
    private var connection: Int?
    private var farewell: Int?
    /// The entries in which sockets were opened.
    private var openings: [Int: Int] = [:]
    private var hello: Int?

    mutating func take(_ entry: SessionEntry, _ number: Int) {
        switch entry.kind {
        case .call(let id, let call): take(call, id, number)
        case .answer(let id, let answer): take(answer, of: id, number)
        case .open(let socket, let request, let call):
            let giver = call.flatMap { calls[$0]?.step }.flatMap { steps[$0].answer }
            let after = Set([giver ?? connection].compactMap(\.self))
            add(.open(request.url), after: after, number, socket: socket)
            openings[socket] = number
        case .receive(_, let message): take(message, number)
        case .send(let socket, let message): take(message, sentOn: socket, number)
        default: break
        }
    }

    private mutating func add(
        _ act: BotScript.Act,
        after: Set<Int>,
        _ number: Int,
        socket: Int? = nil
    ) {
        steps.append(BotScript.Step(act: act, after: after, entry: number, socket: socket))
    }

    private mutating func take(_ message: SocketMessage, _ number: Int) {
        guard let value = try? JSONValue(parsing: message.bytes) else { return }
        switch value["type"]?.string {
        case "hello": hello = hello ?? number
        case "disconnect": farewell = number
        default:
            guard let envelope = value["envelope_id"]?.string else { return }
            workOfEnvelopes[envelope] = works.count
            let isEcho = Self.isEcho(value["payload"])
            works.append(
                Work(
                    words: Self.words(message.bytes),
                    beginning: message.text,
                    isEcho: isEcho,
                    latest: number
                )
            )
        }
    }

    /// The values in a text: what has digits in it.
    private static func words(_ bytes: [UInt8]) -> Set<String> {
        var words: Set<String> = []
        ValueRuns.visit(bytes) { run in
            guard run.count >= 3, run.contains(where: { (0x30...0x39).contains($0) }) else {
                return
            }
            words.insert(String(decoding: run, as: UTF8.self))
        }
        return words
    }

    private static func isEcho(_ payload: JSONValue?) -> Bool {
        guard let event = payload?["event"] else { return false }
        let messages = [event, event["message"], event["previous_message"]]
        let own = payload?["authorizations"]?[0]?["user_id"]
        return event["user"] == own || messages.contains { $0?["bot_id"] != nil }
    }

    private mutating func take(_ message: SocketMessage, sentOn socket: Int, _ number: Int) {
        guard let value = try? JSONValue(parsing: message.bytes),
            let envelope = value["envelope_id"]?.string, let work = workOfEnvelopes[envelope]
        else { return }
        let opening = openings[socket].map { [$0] } ?? []
        add(.send(message), after: Set(opening + [works[work].latest]), number, socket: socket)
        works[work].latest = number
    }

    private mutating func take(_ call: WebAPICall, _ id: Int, _ number: Int) {
        if call.methodName == "apps.connections.open" || hello == nil {
            let after = Set([farewell ?? steps.last?.answer].compactMap(\.self))
            add(.call(call), after: after, number)
            calls[id] = (steps.count - 1, nil)
            return
        }
        let work = work(of: call)
        add(
            .call(call),
            after: Set([work.map { works[$0].latest } ?? hello].compactMap(\.self)),
            number
        )
        calls[id] = (steps.count - 1, work)
    }

    private mutating func take(_ answer: WebAPIAnswer, of id: Int, _ number: Int) {
        guard let (step, work) = calls[id] else { return }
        steps[step].answer = number
        if answer.body.firstRange(of: Array("wss:".utf8)) != nil { connection = number }
        guard let work else { return }
        works[work].latest = number
        works[work].words.formUnion(Self.words(answer.body))
    }

    /// What a call belongs to: the work that knows most of the values in it, those that few know before those that
    /// many do; of several the latest.
    private func work(of call: WebAPICall) -> Int? {
        var texts = call.arguments.members.flatMap { $0.value.texts }
        if case .url(let url) = call.target { texts.append(url) }
        let words = Set(texts.flatMap { Self.words(Array($0.utf8)) })
        var scores = [Double](repeating: 0, count: works.count)
        let beginning = call.methodName.flatMap { Self.beginnings[$0] }
        let possible = works.indices.filter { work in
            !works[work].isEcho && beginning.map(works[work].beginning.contains) ?? true
        }
        for word in words {
            let knowing = possible.filter { works[$0].words.contains(word) }
            for work in knowing { scores[work] += 1 / Double(knowing.count * knowing.count) }
        }
        return possible.max { (scores[$0], $0) < (scores[$1], $1) }
    }
}

extension JSONValue {
    /// Every text in the value.
    fileprivate var texts: [String] {
        switch self {
        case .null, .bool, .number: []
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(\.texts)
        case .object(let members): members.flatMap { $0.value.texts }
        }
    }
}
