import Logging
import SlackBot
import SlackTransport
import SlackWire

/// A line of the log, before anybody knows whether it is written.
struct Line {
    /// What it is about.
    enum Subject {
        case problem
        case life
        case traffic
    }

    let subject: Subject
    let message: StaticString
    let metadata: () -> Logger.Metadata

    private init(
        _ subject: Subject,
        _ message: StaticString,
        _ metadata: @escaping @autoclosure () -> Logger.Metadata
    ) {
        self.subject = subject
        self.message = message
        self.metadata = metadata
    }

    /// What is said about an activity.
    init(_ kind: BotActivity.Kind) {
        switch kind {
        case .identified(let identity):
            self.init(
                .life,
                "bot identified",
                ["user": "\(identity.userID)", "team": .word(identity.teamID)]
            )
        case .connecting(let attempt):
            self.init(.life, "connecting", ["attempt": "\(attempt)"])
        case .connected(let connection):
            self.init(.life, "connected", ["connection": "\(connection)"])
        case .leaving(let connection, let reason):
            self.init(.life, "leaving", ["connection": "\(connection)", "reason": "\(reason)"])
        case .disconnected(let connection, let close):
            self.init(
                .life,
                "disconnected",
                [
                    "connection": "\(connection)", "code": .number(close.code.map(Int.init)),
                    "by": "\(close.by)",
                ]
            )
        case .reconnecting(let pause, let reason):
            self.init(.problem, "reconnecting", ["pause": "\(pause)", "reason": "\(reason)"])
        case .stopping(let reason):
            self.init(.life, "stopping", ["reason": "\(reason)"])
        case .stopped(let summary):
            self.init(
                .life,
                "stopped",
                [
                    "ending": "\(summary.ending.rawValue)", "handled": "\(summary.handled)",
                    "failed": "\(summary.failed)", "dropped": "\(summary.dropped)",
                    "abandoned": "\(summary.abandoned)",
                ]
            )
        case .received, .ignored, .began, .ended, .dropped, .abandoned, .unreadable, .slackError:
            self.init(event: kind)
        case .called, .answered, .sent, .unsent, .acknowledged, .acknowledgedEnvelope,
            .lostAcknowledgement:
            self.init(call: kind)
        }
    }

    private init(event kind: BotActivity.Kind) {
        switch kind {
        case .received(let event, let what):
            self.init(.traffic, "event received", what.metadata.with("event", "\(event)"))
        case .ignored(let what, let reason):
            self.init(.traffic, "event ignored", what.metadata.with("reason", "\(reason.rawValue)"))
        case .began(let event):
            self.init(.traffic, "handler began", ["event": "\(event)"])
        case .ended(let event, let error?):
            self.init(.problem, "handler failed", ["event": "\(event)", "error": "\(error)"])
        case .ended(let event, nil):
            self.init(.traffic, "handler ended", ["event": "\(event)"])
        case .dropped(let event):
            self.init(.problem, "event dropped", ["event": "\(event)"])
        case .abandoned(let event):
            self.init(.problem, "event abandoned", ["event": "\(event)"])
        case .unreadable(let connection, let error, _):
            self.init(
                .problem,
                "unreadable frame",
                ["connection": "\(connection)", "error": "\(error)"]
            )
        case .slackError(let connection, let code, let message):
            self.init(
                .problem,
                "error from slack",
                ["connection": "\(connection)", "code": .number(code), "error": "\(message)"]
            )
        default:
            self.init(.traffic, "activity", [:])
        }
    }

    private init(call kind: BotActivity.Kind) {
        switch kind {
        case .called(let number, let event, let call):
            self.init(
                .traffic,
                "call",
                ["call": "\(number)", "event": .number(event), "method": "\(call.nameForLogs)"]
            )
        case .answered(let number, let event, .answer(let status, let error)):
            let isFine = error == nil && (200..<300).contains(status)
            self.init(
                isFine ? .traffic : .problem,
                isFine ? "call answered" : "call refused",
                [
                    "call": "\(number)", "event": .number(event), "status": "\(status)",
                    "error": .word(error),
                ]
            )
        case .answered(let number, let event, .failure(let failure)):
            self.init(
                .problem,
                "call failed",
                ["call": "\(number)", "event": .number(event), "error": "\(failure.kind)"]
            )
        case .sent(let number, let event, _):
            self.init(.traffic, "message sent", ["message": "\(number)", "event": .number(event)])
        case .unsent(let number, let event, let failure):
            self.init(
                .problem,
                "message not sent",
                ["message": "\(number)", "event": .number(event), "error": "\(failure.kind)"]
            )
        case .acknowledged(let number, let answer, _):
            self.init(
                answer.failure == nil ? .traffic : .problem,
                answer.failure == nil ? "message acknowledged" : "message rejected",
                ["message": .number(number), "error": .word(answer.failure?.message)]
            )
        case .acknowledgedEnvelope(let envelope, let payload, let event):
            self.init(
                .traffic,
                "envelope acknowledged",
                [
                    "envelope": "\(envelope.id)", "event": .number(event),
                    "answered": "\(payload != nil)",
                ]
            )
        case .lostAcknowledgement(let envelope, let event, let failure):
            self.init(
                .problem,
                "acknowledgement lost",
                [
                    "envelope": "\(envelope.id)", "event": .number(event),
                    "error": "\(failure.kind)",
                ]
            )
        default:
            self.init(.traffic, "activity", [:])
        }
    }
}

extension Logger.MetadataValue {
    /// A number, or nothing.
    fileprivate static func number(_ value: Int?) -> Logger.MetadataValue {
        "\(value.map(String.init) ?? "")"
    }

    /// A word, or nothing.
    fileprivate static func word(_ value: String?) -> Logger.MetadataValue { "\(value ?? "")" }
}

extension Logger.Metadata {
    fileprivate func with(_ name: String, _ value: Logger.MetadataValue) -> Logger.Metadata {
        var metadata = self
        metadata[name] = value
        return metadata
    }
}

extension SlackEvent {
    /// What an event is, and where; not what it says.
    fileprivate var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["type": "\(type.isEmpty ? command ?? "" : type)"]
        for (name, value) in [("subtype", subtype), ("channel", channel), ("user", user)] {
            if let value { metadata[name] = "\(value)" }
        }
        return metadata
    }
}

extension WebAPICall {
    /// The method, or where a URL leads: the rest of one may be a secret.
    fileprivate var nameForLogs: String {
        switch target {
        case .method(let name): name
        case .url(let url): WebAddress(url)?.host ?? "a URL"
        }
    }
}
