import SecretRedaction
import SessionRecording
import SlackWire
import Testing

@Suite(.timeLimit(.minutes(10))) struct RedactionRulesTests {
    private func redacted(_ frame: String, _ rules: RedactionRules) -> String {
        var redactor = Redactor(rules: .standard + rules)
        return redactor.redacted(SocketMessage(frame))
    }

    @Test(arguments: [
        (
            "payload.user.phone",
            #"{"payload":{"user":{"phone":"REDACTED-1","id":"U1"}},"phone":"3"}"#
        ),
        ("payload.*.phone", #"{"payload":{"user":{"phone":"REDACTED-1","id":"U1"}},"phone":"3"}"#),
        (
            "**.phone",
            #"{"payload":{"user":{"phone":"REDACTED-1","id":"U1"}},"phone":"REDACTED-2"}"#
        ),
        ("phone", #"{"payload":{"user":{"phone":"12","id":"U1"}},"phone":"REDACTED-1"}"#),
        ("payload", #"{"payload":{"user":{"phone":"REDACTED-1","id":"REDACTED-2"}},"phone":"3"}"#),
        ("user.phone", #"{"payload":{"user":{"phone":"12","id":"U1"}},"phone":"3"}"#),
    ])
    func `A path leads to a value and everything inside it`(path: String, expected: String) throws {
        let frame = #"{"payload":{"user":{"phone":"12","id":"U1"}},"phone":"3"}"#
        #expect(redacted(frame, .path(try RedactionPath(path))) == expected)
    }

    @Test func `A path goes through arrays, JSON in strings and fields, and takes numbers`() throws
    {
        let rules = RedactionRules.path(try RedactionPath("rows.*.salary"))
        #expect(
            redacted(#"{"rows":[{"salary":4000.5,"n":1},{"salary":"x"}]}"#, rules)
                == #"{"rows":[{"salary":"REDACTED-1","n":1},{"salary":"REDACTED-2"}]}"#
        )
        var redactor = Redactor(rules: .standard + rules)
        let field = FormField("rows", #"[{"salary":"x"}]"#)
        var entry = SessionEntry(
            at: 0,
            .call(id: 1, WebAPICall(.method("x"), query: [field], body: .form([field])))
        )
        redactor.redact(&entry)
        let call = try #require(entry.call)
        #expect(call.query == [FormField("rows", #"[{"salary":"REDACTED-1"}]"#)])
        #expect(call.body == .form(call.query))
    }

    @Test(arguments: [
        ("EMP-######", "see EMP-123456, EMP-12", "see REDACTED-1, EMP-12"),
        ("ghp_*", "a ghp_x9Y8z7 b ghp_", "a REDACTED-1 b REDACTED-2"),
        ("key?=*;", "key1=abc; key=abc;", "REDACTED-1 key=abc;"),
        ("a\\*b*", "a*bcd axb", "REDACTED-1 axb"),
    ])
    func `A pattern is found wherever it stands`(pattern: String, text: String, expected: String)
        throws
    {
        let rules = RedactionRules.pattern(try RedactionPattern(pattern))
        let frame = JSONValue.object([JSONMember("text", .string(text))]).compactText
        let result = try JSONValue(parsing: Array(redacted(frame, rules).utf8))
        #expect(result["text"]?.string == expected)
    }

    @Test func `A pattern takes linear time whatever the text is`() throws {
        let rules = RedactionRules.pattern(try RedactionPattern("aaa*a*a*a*a*a*b"))
        let text = String(repeating: "a", count: 2_000)
        #expect(redacted(#"{"text":"\#(text)"}"#, rules) == #"{"text":"\#(text)"}"#)
    }

    @Test func `Headers and names of the user's own are secret, and names can be kept`() throws {
        let rules =
            RedactionRules.header("X-Company-Key") + .name("*_pin") + .keeping(name: "page_token")
        var redactor = Redactor(rules: .standard + rules)
        var call = WebAPICall(.method("x"), query: [FormField("door_pin", "1234")])
        call.headers = ["x-company-key": "abc", "x-other": "abc"]
        call.query.append(FormField("page_token", "abc"))
        var entry = SessionEntry(at: 0, .call(id: 1, call))
        redactor.redact(&entry)
        let redacted = try #require(entry.call)
        #expect(redacted.headers["x-company-key"] == "REDACTED-2")
        #expect(redacted.headers["x-other"] == "abc")
        #expect(
            redacted.query == [FormField("door_pin", "REDACTED-1"), FormField("page_token", "abc")]
        )
    }

    @Test func `A file of rules says the same as code`() throws {
        let text = """
            # ours
            name  employee_number
            header x-company-key

            path payload.user.phone
            pattern EMP-######
            keep page_token
            """
        let rules = try RedactionRules(parsing: text)
        #expect(
            rules
                == .name("employee_number") + .header("x-company-key")
                + .path(try RedactionPath("payload.user.phone"))
                + .pattern(try RedactionPattern("EMP-######")) + .keeping(name: "page_token")
        )
    }

    @Test(arguments: [
        ("name x\nwords secretsauce9", 1, RedactionRulesError.Reason.shortName),
        ("\n# a\nsecretsauce9 x", 3, .unknownKind),
        ("header", 1, .noArgument),
        ("path a..secretsauce9", 1, .path(.emptyStep)),
        ("pattern *secretsauce9", 1, .pattern(.noLiteralStart)),
    ])
    func `A wrong rule is named by its line and never quoted`(
        text: String,
        line: Int,
        reason: RedactionRulesError.Reason
    ) {
        let error = #expect(throws: RedactionRulesError.self) { try RedactionRules(parsing: text) }
        #expect(error == RedactionRulesError(line: line, reason))
        #expect(error?.description.hasPrefix("line \(line) of the redaction rules: ") == true)
        #expect(error?.description.contains("secretsauce9") == false)
    }

    @Test func `With a key, a secret is the same in every session, and other keys give others`()
        throws
    {
        func token(_ key: String?) throws -> String {
            var redactor = Redactor(key: try key.map { try RedactionKey(Array($0.utf8)) })
            _ = redactor.redacted("xoxb" + "-1-2-other9")
            return redactor.redacted(Secrets.tokens[0].token)
        }
        let first = try token("0123456789abcdef\n")
        #expect(first == (try token(" 0123456789abcdef")))
        #expect(first != (try token("0123456789abcdeF")))
        #expect(first.hasPrefix("xoxb-REDACTED-") && first.utf8.count == 14 + 16)
        #expect(try token(nil) == "xoxb-REDACTED-2")
        var again = Redactor()
        #expect(again.redacted(first) == first)
        let short = #expect(throws: RedactionKey.Problem.self) {
            try RedactionKey(Array("short".utf8))
        }
        #expect(short?.description.contains("/dev/urandom") == true)
    }
}
