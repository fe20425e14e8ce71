import CoreMetrics
import SlackBot
import SlackTransport
import SlackWire

/// What is under way in a bot, and the figures.
struct Meters {
    /// A counter's or timer's label and dimensions.
    private struct Name: Hashable {
        var label: String
        var values: [String]
    }

    private let factory: any MetricsFactory
    // Making one may cost a look-up in a registry.
    private var counters: [Name: Counter] = [:]
    private var timers: [Name: Timer] = [:]
    private let depth: Gauge
    private let age: Gauge

    private var backlog = Backlog()
    private var arrived: [Int: Duration] = [:]
    private var began: [Int: Duration] = [:]
    private var calls: [Int: (method: String, at: Duration)] = [:]
    /// Slack's codes that have a counter of their own.
    private var codes: Set<String> = []
    /// How many of them there may be: a code is whatever an answer says.
    private static let codeLimit = 100

    init(factory: any MetricsFactory) {
        self.factory = factory
        depth = Gauge(label: "slackbot.queue.depth", factory: factory)
        age = Gauge(label: "slackbot.queue.oldest.age", factory: factory)
    }

    mutating func note(_ activity: BotActivity) {
        backlog.note(activity)
        let at = activity.at
        switch activity.kind {
        case .received(let event, let what):
            arrived[event] = at
            countDelivery(what, "taken")
        case .ignored(let what, let reason):
            countDelivery(what, reason.nameForFigures)
            return
        case .began(let event):
            time("slackbot.queue.wait", at - (arrived.removeValue(forKey: event) ?? at))
            began[event] = at
        case .ended(let event, let error):
            time("slackbot.handler.duration", at - (began.removeValue(forKey: event) ?? at))
            count("slackbot.handled", [("outcome", error == nil ? "ok" : "failed")])
        case .dropped(let event):
            arrived[event] = nil
            count("slackbot.handled", [("outcome", "dropped")])
        case .abandoned(let event):
            arrived[event] = nil
            count("slackbot.handled", [("outcome", "abandoned")])
        case .called(let number, _, let call):
            calls[number] = (call.nameForFigures, at)
            return
        case .answered(let number, _, let outcome):
            guard let call = calls.removeValue(forKey: number) else { return }
            let method = ("method", call.method)
            count("slackbot.calls", [method, ("outcome", name(of: outcome))])
            time("slackbot.call.duration", at - call.at, [method])
            return
        default:
            noteConnection(activity.kind)
        }
        gauge(at: at)
    }

    private mutating func name(of outcome: BotActivity.CallOutcome) -> String {
        switch outcome {
        case .answer(_, let code?):
            guard !code.isEmpty, codes.contains(code) || codes.count < Self.codeLimit else {
                return "error"
            }
            codes.insert(code)
            return code
        case .answer(let status, nil): return (200..<300).contains(status) ? "ok" : "http_\(status)"
        case .failure(let failure): return failure.kind.rawValue
        }
    }

    private mutating func noteConnection(_ kind: BotActivity.Kind) {
        switch kind {
        case .connected: count("slackbot.connections")
        case .reconnecting: count("slackbot.reconnects")
        case .sent: count("slackbot.messages", [("outcome", "sent")])
        case .unsent: count("slackbot.messages", [("outcome", "unsent")])
        case .acknowledged(_, let answer, _):
            if answer.failure != nil { count("slackbot.messages", [("outcome", "rejected")]) }
        case .acknowledgedEnvelope: count("slackbot.acknowledgements", [("outcome", "sent")])
        case .lostAcknowledgement: count("slackbot.acknowledgements", [("outcome", "lost")])
        case .stopped:
            arrived = [:]
            began = [:]
            calls = [:]
        default: break
        }
    }

    /// Says how much waits, and since when.
    mutating func gauge(at time: Duration) {
        depth.record(backlog.depth)
        age.record(backlog.oldestAge(at: time) / .seconds(1))
    }

    private mutating func countDelivery(_ event: SlackEvent, _ outcome: String) {
        let kind = event.incomingKind.nameForFigures
        count("slackbot.deliveries", [("kind", kind), ("outcome", outcome)])
    }

    private mutating func count(_ label: String, _ dimensions: [(String, String)] = []) {
        let name = Name(label: label, values: dimensions.map(\.1))
        let counter =
            counters[name] ?? Counter(label: label, dimensions: dimensions, factory: factory)
        counters[name] = counter
        counter.increment()
    }

    private mutating func time(
        _ label: String,
        _ duration: Duration,
        _ dimensions: [(String, String)] = []
    ) {
        let name = Name(label: label, values: dimensions.map(\.1))
        let timer = timers[name] ?? Timer(label: label, dimensions: dimensions, factory: factory)
        timers[name] = timer
        timer.recordNanoseconds(Int64(duration / .nanoseconds(1)))
    }
}

extension IncomingKind {
    /// One of few words: a type of event or a command's name could be anything.
    fileprivate var nameForFigures: String {
        switch self {
        case .message: "message"
        case .event: "event"
        case .command: "command"
        case .action: "action"
        case .submission: "submission"
        case .closing: "closing"
        case .shortcut: "shortcut"
        case .options: "options"
        case .interaction: "interaction"
        }
    }
}

extension BotActivity.IgnoredReason {
    fileprivate var nameForFigures: String {
        switch self {
        case .ownMessage: "own_message"
        case .redelivery: "redelivery"
        case .stopping: "stopping"
        }
    }
}

extension WebAPICall {
    /// A documented method, `other` for any other, `url` for a URL.
    fileprivate var nameForFigures: String {
        guard let name = methodName else { return "url" }
        return WebAPIMethod.named(name) == nil ? "other" : name
    }
}
