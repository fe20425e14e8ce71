import RepriseFloor
import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// What a client hands to Slack it gets back as it handed it over, links through the server included.
@Suite(.timeLimit(.generous)) struct `Links that a client keeps with Slack` {
    private static let hook = "https://hooks.slack.com/commands/T0AAAAAA1/1/abc"

    /// A Slack that gives a `response_url`, and keeps what it gets as `metadata`.
    private final class Keeper: Sendable {
        let kept = Locked("")
        let called = Locked<[String]>([])

        private static func metadata(of call: WebAPICall) -> String {
            switch call.body {
            case .form(let fields): fields.first { $0.name == "metadata" }?.value ?? ""
            case .json(let text): (try? JSONValue(parsing: text.bytes))?["metadata"]?.string ?? ""
            case .none, .multipart, .bytes, .flowing, .file: ""
            }
        }

        var transport: ScriptedTransport {
            ScriptedTransport(answering: { (call) throws(TransportFailure) in
                switch call.target {
                case .method("give"):
                    return WebAPIAnswer(json: ["ok": true, "response_url": .string(hook)])
                case .method("keep"):
                    self.kept.withLock { $0 = Self.metadata(of: call) }
                    return WebAPIAnswer(json: ["ok": true])
                case .method:
                    let view: JSONValue = ["private_metadata": .string(self.kept.withLock { $0 })]
                    var body = JSONValue.object([JSONMember("view", view)]).compactText
                    // Slack escapes slashes.
                    if call.methodName == "slack" { body = body.replacing("/", with: #"\/"#) }
                    return WebAPIAnswer(body: Array(body.utf8))
                case .url(let url):
                    self.called.withLock { $0.append(url) }
                    return WebAPIAnswer(json: ["ok": true])
                }
            })
        }
    }

    /// How bots write a link into what they keep.
    enum Writing: String, CaseIterable {
        case bare, quoted, json, escapedJSON, form, lowercaseForm, nestedForm, marked
        case base64, base64URL, base64InJSON

        static func encoded(_ text: String) -> String {
            let fields = FormCoding.encode([FormField("", text)])
            return String(decoding: fields.dropFirst(), as: UTF8.self)
        }

        func text(_ link: String) -> String {
            switch self {
            case .bare: link
            case .quoted: "see <\(link)|the answer> or \(link)"
            case .json: JSONValue.object([JSONMember("url", .string(link))]).compactText
            case .escapedJSON: Writing.json.text(link).replacing("/", with: #"\/"#)
            case .form: "a=1&u=" + Self.encoded(link) + "&b=2"
            case .lowercaseForm:
                Writing.form.text(link).replacing("%3A", with: "%3a").replacing("%2F", with: "%2f")
            case .nestedForm: "https://example.com/?next=" + Self.encoded(Writing.form.text(link))
            case .marked: "[the answer](\(link)) "
            // The tildes need the last digits of either alphabet.
            case .base64: Base64.encode(Array("~~~ \(link) ~~~".utf8))
            case .base64URL:
                Base64.encode(Array("~~~\(Writing.form.text(link))".utf8), with: .urlSafe)
                    .filter { $0 != "=" }
            case .base64InJSON:
                JSONValue.object([JSONMember("state", .string(Writing.base64.text(link)))])
                    .compactText.replacing("/", with: #"\/"#)
            }
        }
    }

    private func post(
        _ path: String,
        _ body: String,
        _ contentType: String,
        over client: borrowing RawClient
    ) async throws {
        try await client.request("POST \(path)", ["content-type: \(contentType)"], body: body)
    }

    private func value(_ answer: String, _ names: String...) throws -> String {
        var value = try JSONValue(parsing: answer)
        for name in names { value = try #require(value[name]) }
        return try #require(value.string)
    }

    @Test(arguments: Writing.allCases, ["form", "json", "escaped json"])
    func `A link that was kept comes back as it was given`(writing: Writing, body: String)
        async throws
    {
        let keeper = Keeper()
        try await withSlackServer(over: keeper.transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("POST /api/give", [])
                let link = try value(try await client.readAnswer().text, "response_url")
                #expect(link.contains(address.authority))
                let text = writing.text(link)
                let json = JSONValue.object([JSONMember("metadata", .string(text))]).compactText
                switch body {
                case "form":
                    try await post(
                        "/api/keep",
                        "metadata=" + Writing.encoded(text),
                        "application/x-www-form-urlencoded",
                        over: client
                    )
                case "json": try await post("/api/keep", json, "application/json", over: client)
                default:
                    let escaped = json.replacing("/", with: #"\/"#)
                    try await post("/api/keep", escaped, "application/json", over: client)
                }
                _ = try await client.readAnswer()
                let kept = keeper.kept.withLock { $0 }
                #expect(kept == writing.text(Self.hook), "Slack has its own link")
                for method in ["plain", "slack"] {
                    try await client.request("POST /api/\(method)", [])
                    let again = try value(
                        try await client.readAnswer().text,
                        "view",
                        "private_metadata"
                    )
                    #expect(again == text, "\(method)")
                }
                try await post(
                    String(link[link.firstRange(of: "/_/")!.lowerBound...]),
                    "{}",
                    "application/json",
                    over: client
                )
                _ = try await client.readAnswer()
                #expect(keeper.called.withLock { $0 } == [Self.hook])
            }
        }
    }

    /// How clients without an SDK post JSON to a webhook.
    private static let contentTypes = [
        "application/x-www-form-urlencoded", "text/plain", "application/octet-stream",
        "application/vnd.slack+json", "multipart/form-data; boundary=none", "",
    ]

    @Test(arguments: contentTypes)
    func `Slack has its own link in a body that does not call itself JSON`(contentType: String)
        async throws
    {
        let bodies = Locked<[WebAPICall.Body]>([])
        let keeper = Keeper()
        let transport = ScriptedTransport(answering: { (call) throws(TransportFailure) in
            bodies.withLock { $0.append(call.body) }
            return try await keeper.transport.call(call)
        })
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("POST /api/give", [])
                let link = try value(try await client.readAnswer().text, "response_url")
                let path = String(link[link.firstRange(of: "/_/")!.lowerBound...])
                let text = #"{"text":"answer at <\#(link)|this place>"}"#
                for target in [
                    path, "/api/keep",
                    "/_/" + path.dropFirst(3).replacing("/commands/", with: "/upload/"),
                ] {
                    try await post(target, text, contentType, over: client)
                    _ = try await client.readAnswer()
                }
                let own = #"{"text":"answer at <\#(Self.hook)|this place>"}"#
                let kept = bodies.withLock { $0.dropFirst() }
                #expect(kept.count == 2, "a link that the server did not write leads nowhere")
                for body in kept {
                    switch body {
                    case .bytes(let bytes): #expect(String(decoding: bytes, as: UTF8.self) == own)
                    case .form(let fields): #expect(fields == [FormField(own, "")])
                    case .none, .json, .multipart, .flowing, .file: Issue.record("\(body)")
                    }
                }
            }
        }
    }

    @Test func `What only looks like a link of the server leads nowhere`() async throws {
        let keeper = Keeper()
        try await withSlackServer(over: keeper.transport) { address in
            try await RawClient.connect(to: address) { client in
                let mark = String(repeating: "A", count: 22)
                let forged = "http://\(address.authority)/_/\(mark)/https/elsewhere.example/x"
                try await post(
                    "/api/keep",
                    "metadata=" + Writing.encoded(forged),
                    "application/x-www-form-urlencoded",
                    over: client
                )
                _ = try await client.readAnswer()
                try await client.request("POST /api/plain", [])
                let again = try value(
                    try await client.readAnswer().text,
                    "view",
                    "private_metadata"
                )
                #expect(again == "https://elsewhere.example/x")
            }
        }
    }

    @Test func `A link that nobody quoted stays Slack's where it is no link to follow`()
        async throws
    {
        let keeper = Keeper()
        keeper.kept.withLock { $0 = "see \(Self.hook)" }
        try await withSlackServer(over: keeper.transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("POST /api/plain", [])
                let text = try value(try await client.readAnswer().text, "view", "private_metadata")
                #expect(text == "see \(Self.hook)")
            }
        }
    }
}
