import SessionRecording
import SlackWire

/// Brings secrets and the placeholders that stand for them to one shape.
///
/// A redacted recording holds `REDACTED-7` where the bot, in a replay, may hold the secret itself, for
/// example the client secret that it sends to `oauth.v2.access`. Redacted, and without the number, both
/// are equal.
enum PlaceholderFolding {
    private static let word = "REDACTED-"

    /// A call of the bot, redacted and folded.
    ///
    /// - Parameter redactor: One for the whole replay: what a call shows to be secret is secret in
    ///   those behind it, as it was when they were recorded.
    static func redacted(_ call: WebAPICall, with redactor: inout Redactor) -> WebAPICall {
        var entry = SessionEntry(at: 0, .call(id: 0, call))
        redactor.redact(&entry)
        guard case .call(id: 0, let redacted) = entry.kind else { return call }
        return folded(redacted)
    }

    /// A message of the bot, redacted and folded.
    ///
    /// - Parameter redactor: One for the whole replay, as for calls.
    static func redacted(_ message: SocketMessage, with redactor: inout Redactor) -> SocketMessage {
        var entry = SessionEntry(at: 0, .send(socket: 0, message))
        redactor.redact(&entry)
        guard case .send(socket: 0, let redacted) = entry.kind else { return message }
        return folded(redacted)
    }

    /// A recorded call without the numbers of its placeholders.
    static func folded(_ call: WebAPICall) -> WebAPICall {
        var call = call
        if case .url(let url) = call.target { call.target = .url(folded(url)) }
        call.query = call.query.map { FormField($0.name, folded($0.value)) }
        switch call.body {
        case .form(let fields):
            call.body = .form(fields.map { FormField($0.name, folded($0.value)) })
        case .json(let text):
            call.body = .json(JSONText(uncheckedBytes: folded(text.bytes)))
        case .multipart(let parts):
            call.body = .multipart(
                parts.map { part in
                    var part = part
                    part.bytes = folded(part.bytes)
                    return part
                }
            )
        case .bytes(let bytes):
            call.body = .bytes(folded(bytes))
        case .none:
            break
        }
        return call
    }

    /// A recorded message without the numbers of its placeholders.
    static func folded(_ message: SocketMessage) -> SocketMessage {
        SocketMessage(kind: message.kind, bytes: folded(message.bytes))
    }

    private static func folded(_ text: String) -> String {
        String(decoding: folded(Array(text.utf8)), as: UTF8.self)
    }

    /// Drops the number or the code of each placeholder.
    private static func folded(_ bytes: [UInt8]) -> [UInt8] {
        let word = Array(Self.word.utf8)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position] == word[0], bytes[position...].starts(with: word) else {
                result.append(bytes[position])
                position += 1
                continue
            }
            result += word
            position += word.count
            position += tagLength(bytes[position...])
        }
        return result
    }

    /// How long the number is, or the sixteen digits that a key makes of a secret.
    private static func tagLength(_ bytes: ArraySlice<UInt8>) -> Int {
        let code = bytes.prefix(16).prefix {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
        }
        return code.count == 16 ? 16 : code.prefix { (0x30...0x39).contains($0) }.count
    }
}
