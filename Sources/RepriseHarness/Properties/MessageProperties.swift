import SlackReplay
import SlackTransport
import SlackWire

extension ReplayProperty {
    /// The bot gave its messages exactly these texts afterwards, in this order (`chat.update`).
    ///
    /// - Parameter channel: Looks only at messages in this conversation.
    public static func updates(_ texts: [String], in channel: String? = nil) -> ReplayProperty {
        calls(("update", "updates"), texts, of: ["chat.update"], in: channel) { $0.text("text") }
    }

    /// What the bot said to one person only has exactly these texts, in this order (`chat.postEphemeral`).
    ///
    /// - Parameters:
    ///   - channel: Looks only at messages in this conversation.
    ///   - user: Looks only at messages to this person.
    public static func ephemerals(
        _ texts: [String],
        in channel: String? = nil,
        to user: String? = nil
    ) -> ReplayProperty {
        let things = ("ephemeral message", "ephemeral messages")
        return calls(things, texts, of: ["chat.postEphemeral"], in: channel, to: user) {
            $0.text("text")
        }
    }

    /// The bot reacted with exactly these emoji, in this order (`reactions.add`); their names without colons.
    ///
    /// - Parameter channel: Looks only at messages in this conversation.
    public static func reactions(_ names: [String], in channel: String? = nil) -> ReplayProperty {
        calls(("reaction", "reactions"), names, of: ["reactions.add"], in: channel) {
            $0.text("name")
        }
    }

    /// The bot opened exactly these modals, in this order (`views.open`, `views.push`), by their `callback_id`, or
    /// their title where they have none.
    public static func modals(_ callbackIDs: [String]) -> ReplayProperty {
        calls(("modal", "modals"), callbackIDs, of: ["views.open", "views.push"]) { arguments in
            let view = arguments["view"]
            return view?["callback_id"]?.string ?? view?["title"]?["text"]?.string
        }
    }

    /// The bot uploaded exactly these files, in this order, and shared them; by their names.
    ///
    /// See ``ReplayProperty/uploaded(_:contents:)`` for what is in them.
    public static func files(_ names: [String]) -> ReplayProperty {
        list(ListExpectation(noun: ("file", "files"), expected: names)) { outcome in
            outcome.uploads.map { Listed(text: $0.name, place: $0.place) }
        }
    }

    /// The bot uploaded a file of that name with these bytes, and shared it.
    public static func uploaded(_ name: String, contents: [UInt8]) -> ReplayProperty {
        ReplayProperty("\(name) is uploaded") { outcome in
            let uploads = outcome.uploads.filter { $0.name == name }
            guard !uploads.contains(where: { $0.contents == contents }) else { return [] }
            guard let first = uploads.first else {
                return [
                    Finding("the bot uploaded no file \(name)", next: "print(replay.transcript)")
                ]
            }
            return [
                Finding(
                    "the file \(name) has other contents",
                    place: first.place,
                    expected: [contents.told(against: first.contents)],
                    actual: [first.contents.told(against: contents)]
                )
            ]
        }
    }

    /// A property of the calls that Slack took of some methods: what one argument says, one after the other.
    private static func calls(
        _ noun: (one: String, many: String),
        _ expected: [String],
        of methods: Set<String>,
        in channel: String? = nil,
        to user: String? = nil,
        _ text: @escaping @Sendable (WebAPIArguments) -> String?
    ) -> ReplayProperty {
        let suffix = (channel.map { " in \($0)" } ?? "") + (user.map { " to \($0)" } ?? "")
        let expectation = ListExpectation(
            noun: noun,
            suffix: suffix,
            channel: channel,
            expected: expected
        )
        return list(expectation) { outcome in
            outcome.transcript.calls.compactMap { call in
                guard call.isTaken, let method = call.method, methods.contains(method) else {
                    return nil
                }
                let arguments = call.call.arguments
                guard channel == nil || arguments.text("channel") == channel,
                    user == nil || arguments.text("user") == user
                else { return nil }
                return Listed(text: text(arguments) ?? "", place: call.place)
            }
        }
    }
}

extension [UInt8] {
    /// The line of text at which two files part, or the bytes where they are no text.
    fileprivate func told(against other: [UInt8]) -> String {
        let parting = zip(self, other).prefix { $0 == $1 }.count
        let start = Swift.max(0, parting - 20)
        let piece = self[start..<Swift.min(count, start + 40)]
        let text =
            String(validating: piece, as: UTF8.self)
            ?? piece.map { String($0, radix: 16) }.joined(separator: " ")
        return "\(count) bytes, from byte \(start): \(text)"
    }
}
