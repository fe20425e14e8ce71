import SlackReplay
import SlackWire

extension ReplayProperty {
    /// No call lacks an argument that Slack's documentation of its method requires.
    ///
    /// A recorded answer says nothing about a call that is new, and a replay lets it pass with a divergence at most; this
    /// tells an argument that was forgotten. It is for a test to ask, and no call is held back by it: for some methods the
    /// documentation requires what Slack can do without (``SlackWire/WebAPIMethod/requiredArguments``). Methods that are not documented
    /// are not looked at; one that is has to have been called.
    public static let requiredArguments = requiredArguments(except: [])

    /// No call lacks an argument that Slack's documentation of its method requires; see ``requiredArguments``.
    ///
    /// - Parameter exceptions: Methods that are not looked at.
    public static func requiredArguments(except exceptions: Set<String>) -> ReplayProperty {
        ReplayProperty("no call lacks a required argument") { outcome in
            let calls = outcome.transcript.calls.compactMap { call in
                call.method.flatMap { exceptions.contains($0) ? nil : WebAPIMethod.named($0) }
                    .map { (call: call, method: $0) }
            }
            guard !calls.isEmpty else {
                return [
                    .nothingToLookAt(
                        "the bot called no method that is documented",
                        next: "print(replay.transcript) shows what it called"
                    )
                ]
            }
            return calls.compactMap { call, method in
                let missing = method.missingArguments(in: call.call)
                guard !missing.isEmpty else { return nil }
                return Finding(
                    "\(method.name) is called without \(missing.joined(separator: " and "))",
                    place: call.place,
                    next: "see docs.slack.dev/reference/methods/\(method.name)"
                )
            }
        }
    }
}
