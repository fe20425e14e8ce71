/// Secrets of every form, put together from pieces so that no scanner takes the source for a leak.
enum Secrets {
    /// A body that no placeholder has.
    static func body(_ length: Int, _ seed: Int = 7) -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        return String((0..<length).map { letters[($0 * $0 * 31 + $0 * 17 + seed * 13) % 56] })
    }

    /// Tokens: the prefix that stays, and the whole.
    static let tokens: [(prefix: String, token: String)] = [
        ("xoxb-", "xoxb" + "-123456789012-123456789012-" + body(24)),
        ("xoxp-", "xoxp" + "-1234567890-1234567890-1234567890-" + body(32, 2)),
        ("xapp-", "xapp" + "-1-A123-4567-" + body(64, 3)),
        ("xoxe.xoxb-", "xoxe" + "." + "xoxb" + "-1-" + body(163, 4)),
        ("xoxe.xapp-", "xoxe" + "." + "xapp" + "-1-" + body(64, 5)),
        ("xoxe-", "xoxe" + "-1-" + body(146, 6)),
        ("xwfp-", "xwfp" + "-" + body(40, 7)),
        ("xoxc-", "xoxc" + "-12-34-56-" + body(32, 8)),
        ("xoxs-", "xoxs" + "-12-34-56-" + body(32, 9)),
        ("xoxa-", "xoxa" + "-2-" + body(20, 10)),
        ("xoxr-", "xoxr" + "-" + body(20, 11)),
        ("xoxd-", "xoxd" + "-" + body(10, 12) + "+" + body(5, 13) + "/" + body(8, 14) + "=="),
    ]

    static let ticket = body(60, 20) + "=/2"
    static let webhook = "T0123/B0123/" + body(24, 21)
    static let command = "T0123/397700885554/" + body(24, 22)
    static let upload = "Cw" + body(80, 23)
    static let opaque = body(24, 24)

    /// URLs: what stays in front, and the secret behind it.
    static let urls: [(origin: String, secret: String)] = [
        ("wss://wss-primary.slack.com/websocket/", ticket),
        ("wss://wss-primary.slack.com/link/?ticket=", opaque),
        ("wss://wss-primary.slack.com/?token=", tokens[7].token),
        ("ws://127.0.0.1:4242/", "socket/" + opaque),
        ("https://hooks.slack.com/services/", webhook),
        ("https://hooks.slack.com/commands/", command),
        ("https://hooks.slack.com/actions/", command),
        ("https://hooks.slack.com/workflows/", command),
        ("https://hooks.slack.com/triggers/", command),
        ("https://files.slack.com/upload/v1/", upload),
        ("http://127.0.0.1:4242/upload/v1/", upload),
        ("https://files.slack.com/files-pri/", "T1-F1/a.png?t=" + tokens[5].token),
        ("https://files.slack.com/files-tmb/", "T1-F1-" + opaque + "/a_64.png"),
        ("https://slack-files.com/", "T1-F1-" + opaque),
    ]

    /// Each way in which JSON may spell a text between quotes.
    static func spellings(_ text: String) -> [String] {
        let escaped = text.replacing("/", with: "\\/")
        let unicode = text.replacing("\r\n", with: "\n").map { character in
            character.isLetter || character.isNumber || !character.isASCII
                ? String(character)
                : "\\u00" + (character.asciiValue ?? 0 < 16 ? "0" : "")
                    + String(character.asciiValue ?? 0, radix: 16)
        }
        return [text, escaped, unicode.joined()]
    }

    /// A text in the percent-encoding of forms.
    static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            (48...57).contains(byte) || (97...122).contains(byte | 0x20)
                ? String(UnicodeScalar(byte))
                : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
        }.joined()
    }
}

extension String {
    fileprivate func replacing(_ character: Character, with text: String) -> String {
        map { $0 == character ? text : String($0) }.joined()
    }
}
