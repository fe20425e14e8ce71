import RepriseFloor
import SecretRedaction
import SessionRecording
import SlackWire
import TransportTestKit

/// A generated session of a ``ComputingBot``: Slack gives it secrets of all kinds, by name, by shape and by rules, before
/// and after it has to do with them.
struct LawfulSession {
    private(set) var session: Session
    /// What must not be left anywhere.
    private(set) var secrets: [String] = []
    /// What must be left as it is.
    private(set) var plain: [String] = []

    private var random: SeededGenerator
    private var builder = SessionBuilder.rtm(
        "wss://wss-primary.slack.com/websocket/" + "zY9xW8vU7tS6"
    )
    private var bot = ComputingBot()
    private var time: Int64 = 40
    private var calls = 1
    private var stamp = 0

    static func rules() throws -> RedactionRules {
        RedactionRules.name("employee_number") + .name("is_leaving") + .header("x-company-key")
            + .pattern(try RedactionPattern("EMP-######"))
            + .path(try RedactionPath("payload.form.salary"))
    }

    init(seed: UInt64, hasRules: Bool) throws {
        session = builder.session
        random = SeededGenerator(seed: seed)
        for _ in 0..<12 { try frame(hasRules: hasRules) }
        session = builder.session
    }

    // MARK: Frames

    private mutating func frame(hasRules: Bool) throws {
        switch Int.random(in: 0..<(hasRules ? 8 : 6), using: &random) {
        case 0: try named()
        case 1: try late()
        case 2: try receive(["text": .string("the login is token=\(secret(named: "x")) ok")])
        case 3: try link()
        case 4: try unremarkable()
        case 5: try greet()
        case 6:
            let number = digits(Int.random(in: 4...9, using: &random))
            secrets.append(number)
            try receive([
                "form": ["employee_number": .number(number), "n": .number("7")],
                "text": .string("number \(number), and <@U0123ABCD>"),
            ])
        default:
            let employee = "EMP-" + digits(6)
            secrets.append(employee)
            let salary = digits(5)
            secrets.append(salary)
            try receive(["text": .string("ask \(employee)"), "form": ["salary": .string(salary)]])
        }
    }

    /// A value that only its name gives away, and that the bot repeats.
    private mutating func named() throws {
        let name =
            ["ticket", "token", "api_key", "password", "client_secret"]
            .randomElement(using: &random) ?? ""
        let value = secret(named: name)
        try receive(["form": .object([JSONMember(name, .string(value))])])
        try receive(["text": .string("so \(value)? and again: \(value).")])
    }

    /// A value that is said before anybody knows that it is a secret.
    private mutating func late() throws {
        let value = secret(named: "ticket")
        try receive(["text": .string("look at \(value) please"), "n": .string(value)])
        try receive(["text": .string("thanks")])
        try receive(["form": ["ticket": .string(value)]])
    }

    private mutating func link() throws {
        let body = mixed(24)
        secrets.append(body)
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            let url =
                "https://files.slack.com/files-pri/T0123ABCD-F0123ABCD/a.png?t=" + "xoxe-1-2-3-"
                + body
            try receive(["text": .string("see <\(url)|a.png> there")])
        case 1:
            let url = "https://hooks.slack.com/commands/T0123ABCD/397700885554/" + body
            try receive(["response_url": .string(url), "text": "/deploy"])
        case 2:
            let url = "https://files.example.com/get/" + body
            try receive(["text": .string("at <\(url)>.")])
            try receive(["form": ["url_private": .string(url)]])
        default:
            let token = ["xoxb", "123456789012", "123456789013", body].joined(separator: "-")
            try receive(["text": .string("my token is <\(token)> or key=\(token)")])
        }
    }

    /// What looks like a secret by its name and is none.
    private mutating func unremarkable() throws {
        let value =
            ["1", "true", "C0123ABCD", "1503435956.000247", "message", "42"]
            .randomElement(using: &random) ?? ""
        plain.append(value)
        try receive([
            "form": ["ticket": .string(value), "token": .number(digits(1))],
            "text": .string("type \(value) at 10:42"),
        ])
    }

    private mutating func greet() throws {
        try receive(["user_profile": ["real_name": "Ann Smith"], "text": "hi from Ann Smith"])
    }

    // MARK: Values

    private mutating func secret(named name: String) -> String {
        let value =
            switch Int.random(in: 0..<7, using: &random) {
            case 0: "OPS-" + digits(4)
            case 1: digits(Int.random(in: 4...9, using: &random))
            case 2:
                [letters(2) + digits(2), letters(2) + digits(2), letters(1) + digits(3)].joined(
                    separator: "-"
                )
            case 3: letters(6)
            case 4: letters(2) + digits(1) + "/" + letters(2) + digits(2)
            case 5: mixed(32)
            default: letters(3) + "é" + digits(3)
            }
        secrets.append(value)
        return value
    }

    private mutating func digits(_ count: Int) -> String {
        String((0..<count).map { _ in Character(String(Int.random(in: 2...9, using: &random))) })
    }

    private mutating func letters(_ count: Int) -> String {
        // No word is made of these.
        String((0..<count).map { _ in "bcdfgjkmqvwxz".randomElement(using: &random) ?? "q" })
    }

    private mutating func mixed(_ count: Int) -> String {
        (0..<count / 4).map { _ in letters(2) + digits(1) + letters(1).uppercased() }.joined()
    }

    // MARK: Entries

    /// Slack says something, and the bot does what it does about that.
    private mutating func receive(_ value: JSONValue) throws {
        stamp += 1
        let payload: JSONValue = [
            "type": "message", "channel": "C0000000GE",
            "ts": .string("1764288000.\(100_000 + stamp)"),
        ]
        let frame = JSONValue.object([
            JSONMember("type", "event"),
            JSONMember("payload", .object((payload.members ?? []) + (value.members ?? []))),
        ])
        add(.receive(socket: 1, SocketMessage(json: frame)))
        for call in try bot.calls(for: frame.compactText) {
            calls += 1
            add(.call(id: calls, call))
            add(.answer(call: calls, WebAPIAnswer(json: ["ok": true, "n": .number("\(calls)")])))
        }
    }

    private mutating func add(_ kind: SessionEntry.Kind) {
        time += 5
        builder.at(time, kind)
    }
}
