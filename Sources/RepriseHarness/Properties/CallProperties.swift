import SlackReplay
import SlackTransport
public import SlackWire

extension ReplayProperty {
    /// The bot called a method of the Web API, and Slack took it.
    ///
    ///     .called("views.open", with: ["view": ["callback_id": "ticket"]])
    ///     .called("chat.delete", count: 0)
    ///
    /// - Parameters:
    ///   - method: The method, for example `reactions.add`.
    ///   - arguments: What its arguments have to hold; what is not named may be anything, in objects inside them, too.
    ///     A form, a query and JSON are one thing.
    ///   - count: How often exactly; at least once if `nil`. That it was never called (0) holds of a bot that handled
    ///     something.
    public static func called(
        _ method: String,
        with arguments: [String: JSONValue] = [:],
        count: Int? = nil
    ) -> ReplayProperty {
        let pattern = JSONPattern(arguments)
        let expectation = CountedExpectation(
            noun: noun("call", "of \(method)", isPlain: arguments.isEmpty),
            count: count
        )
        return ReplayProperty("\(method) is called" + (count.map { " \($0) times" } ?? "")) {
            outcome in
            let calls = outcome.transcript.calls.filter { $0.isTaken && $0.method == method }
            return expectation.findings(
                calls.map { call in
                    Candidate(
                        place: call.place,
                        differences: pattern.differences(from: call.call.arguments)
                    )
                },
                in: outcome
            )
        }
    }

    /// The bot acknowledged an envelope of Socket Mode.
    ///
    ///     .acknowledged("/deploy", with: ["text": "at your service"])
    ///     .acknowledged("view_submission", with: ["response_action": "clear"])
    ///
    /// - Parameters:
    ///   - subject: A slash command with its slash, or the type of the event or of the interaction; see
    ///     ``BotAcknowledgement/subject``.
    ///   - payload: What the acknowledgement has to carry; what is not named may be anything. `nil` asks for nothing.
    ///   - count: How often exactly; at least once if `nil`.
    public static func acknowledged(
        _ subject: String,
        with payload: JSONValue? = nil,
        count: Int? = nil
    ) -> ReplayProperty {
        let pattern = payload.map(JSONPattern.init(payload:))
        let expectation = CountedExpectation(
            noun: noun("acknowledgement", "of \(subject)", isPlain: payload == nil),
            count: count
        )
        return ReplayProperty("\(subject) is acknowledged") { outcome in
            let made = outcome.transcript.acknowledgements.filter { $0.subject == subject }
            return expectation.findings(
                made.map { acknowledgement in
                    Candidate(
                        place: acknowledgement.place,
                        differences: pattern?.differences(fromPayload: acknowledgement.payload)
                            ?? []
                    )
                },
                in: outcome
            )
        }
    }

    /// `call of views.open with what was asked for`.
    private static func noun(
        _ thing: String,
        _ whose: String,
        isPlain: Bool
    ) -> (one: String, many: String) {
        let rest = whose + (isPlain ? "" : " with what was asked for")
        return ("\(thing) \(rest)", "\(thing)s \(rest)")
    }
}

extension BotCall {
    /// Where the call stands: `call 3 at 1.250 s, to event 4`.
    var place: String { "call \(id) at \(at.seconds)" + (event.map { ", to event \($0)" } ?? "") }
}

extension BotAcknowledgement {
    /// Where it stands: `envelope 1f2e at 1.250 s`.
    fileprivate var place: String { "envelope \(envelope.id) at \(at.seconds)" }
}
