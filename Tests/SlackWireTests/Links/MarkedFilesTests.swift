import SlackWire
import Testing

/// What a client exports, links through a server included.
@Suite struct `Links in files` {
    private static let mark = String(repeating: "aZ-_9", count: 4) + "aZ"
    private static let link =
        "http://127.0.0.1:4711/_/\(mark)/https/files.slack.com/files-pri/T1-F1/a.csv"
    private static let own = "https://files.slack.com/files-pri/T1-F1/a.csv"

    private func restored(_ text: String) -> String {
        let call = WebAPICall(
            .url("https://files.slack.com/upload/v1/x"),
            body: .bytes(Array(text.utf8))
        )
        guard case .bytes(let bytes) = call.withPlainFiles.body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let spellings: [@Sendable (String) -> String] = [
        { $0 }, { "see <\($0)|this>, or \($0)." }, { $0.replacing("/", with: #"\/"#) },
        { #"{\"url\":\""# + $0.replacing("/", with: #"\\\/"#) + #"\"}"# },
        { "u=" + $0.replacing(":", with: "%3A").replacing("/", with: "%2F") + "&v=1" },
    ]

    @Test(arguments: spellings.indices)
    func `They are as Slack wrote them, however they are spelled`(spelling: Int) {
        let spelled = Self.spellings[spelling]
        #expect(restored(spelled(Self.link)) == spelled(Self.own))
        let socket = Self.link.replacing("http://", with: "wss://").replacing(
            "127.0.0.1",
            with: "[::1]"
        )
        .replacing("/https/", with: "/wss/")
        #expect(restored(spelled(socket)) == spelled(Self.own.replacing("https", with: "wss")))
    }

    @Test(arguments: [
        "/_/\(mark)/https/a", "x://h/_/\(mark)/https/a", "http://h/_/\(mark)/ftp/a",
        "http://h/_/short/https/a",
        "http://h/p/_/\(mark)/https/a",
        "http://\(String(repeating: "h", count: 100))/_/\(mark)/https/a",
    ])
    func `What is no such link stays`(text: String) {
        #expect(restored(text) == text)
    }

    @Test func `Of a form the files are looked at, its fields are not`() {
        let parts = [
            MultipartPart(name: "text", bytes: Array(Self.link.utf8)),
            MultipartPart(name: "file", filename: "a.txt", bytes: Array(Self.link.utf8)),
        ]
        let call = WebAPICall(.method("files.upload"), body: .multipart(parts))
        guard case .multipart(let plain) = call.withPlainFiles.body else {
            return #expect(Bool(false))
        }
        #expect(plain[0] == parts[0])
        #expect(plain[1].bytes == Array(Self.own.utf8))
    }
}
