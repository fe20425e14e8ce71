import SessionRecording
import SlackWire
import TransportTestKit

/// A bot that computes what it says from what it gets: it repeats values, quotes links, parses ids, splits texts, and
/// remembers.
///
/// It knows nothing of redaction, and does the same with a placeholder as with what it stands for.
struct ComputingBot {
    /// What was said last in each conversation.
    private var said: [String: String] = [:]

    /// What it does about a frame.
    mutating func calls(for frame: String) throws -> [WebAPICall] {
        let value = try JSONValue(parsing: Array(frame.utf8))
        let payload = value["payload"] ?? value
        let channel = payload["channel"]?.string ?? "C0000000GE"
        var calls: [WebAPICall] = []
        if let form = payload["form"] { calls += answers(to: form, in: channel) }
        if let text = payload["text"]?.string {
            calls += replies(to: text, in: channel)
            if let before = said[channel] {
                calls.append(.post("before that: \(before)", in: channel))
            }
            said[channel] = text
        }
        if let name = payload["user_profile"]?["real_name"]?.string {
            calls.append(.post("Hello \(name), welcome", in: channel))
        }
        if let url = payload["response_url"]?.string {
            calls.append(WebAPICall(.url(url), body: .json(JSONText(["text": "on it"]))))
            calls.append(.post("I answer over <\(url)|this link>", in: channel))
        }
        return calls
    }

    /// It repeats every value of a form, in one of the ways in which values are sent.
    private func answers(to form: JSONValue, in channel: String) -> [WebAPICall] {
        (form.members ?? []).flatMap { member -> [WebAPICall] in
            let text = member.value.string ?? member.value.compactText
            return [
                .post(
                    "\(member.name.uppercased()) \(text) is open (#\(text), '\(text)').",
                    in: channel
                ),
                WebAPICall(.method("views.x"), query: [FormField("q", "is:\(text) or a")]),
                WebAPICall(
                    .method("chat.update"),
                    body: .json(
                        JSONText([
                            "blocks": [["value": member.value, "text": .string("a/\(text)/b")]],
                            "private_metadata": .string(JSONValue.object([member]).compactText),
                        ])
                    )
                ),
                .post(
                    "\(Base64.encode(Array("id=\(text);".utf8))) and \(hexadecimal(text)), or "
                        + "\(escaped(text)).",
                    in: channel
                ),
                WebAPICall(
                    .method("search.x"),
                    body: .bytes(Array("q=\(PercentCoding.encode(text))&n=1".utf8))
                ),
            ]
        }
    }

    private func hexadecimal(_ text: String) -> String {
        String(decoding: Hexadecimal.text(of: text.utf8), as: UTF8.self)
    }

    /// A text whose slashes, and what is not ASCII, are in entities of HTML.
    private func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            scalar.isASCII && scalar != "/" ? String(scalar) : "&#\(scalar.value);"
        }.joined()
    }

    private func replies(to text: String, in channel: String) -> [WebAPICall] {
        var calls: [WebAPICall] = []
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1)
            if parts.count == 2, !word.contains("://") {
                calls.append(.post("you gave me \(parts[1])", in: channel))
            }
            if word.hasPrefix("<http") {
                let link = word.dropFirst().prefix { $0 != "|" && $0 != ">" }
                calls.append(.post("> \(link)\n&lt;noted&gt;", in: channel))
            }
            if word.hasPrefix("<@") {
                calls.append(.post("id \(word.dropFirst(2).prefix { $0 != ">" })", in: channel))
            }
        }
        return calls
    }
}
