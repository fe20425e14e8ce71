import Foundation
import SlackWire
import Testing

@testable import SecretRedaction
@testable import SessionRecording

/// Payloads as deep as the reader lets them be, and with names as long as lines are: what is done with their
/// strings takes work and memory for their bytes, not for the way to each of them.
@Suite(.timeLimit(.minutes(10))) struct DeepPayloadTests {
    /// How deep a payload may nest.
    private static let depth = JSONValue.defaultDepthLimit - 1
    private static let token = "xoxb" + "-1234567890-AbCdEfGhIjKl"

    private static func session(_ payload: String) -> Session {
        Session(
            header: SessionHeader(epoch: 0),
            entries: [
                SessionEntry(at: 0, .open(socket: 1, SocketRequest(url: "wss://h/"), call: nil)),
                SessionEntry(at: 1, .receive(socket: 1, SocketMessage(payload))),
            ]
        )
    }

    private static func array(_ element: String, _ count: Int) -> String {
        "[" + Array(repeating: element, count: count).joined(separator: ",") + "]"
    }

    private static func nested(_ inner: String, in prefix: String, _ suffix: String) -> String {
        String(repeating: prefix, count: depth - 1) + inner
            + String(repeating: suffix, count: depth - 1)
    }

    /// What hurts by its depth, or by the length of a name; a secret stands in each, so that nothing is passed
    /// over.
    private static let hostile: [(name: String, payload: String)] = {
        let long = String(repeating: "n", count: 1 << 17)
        func array(_ element: String, _ count: Int) -> String {
            Self.array(element, count).dropLast() + ",\"\(token)\"]"
        }
        let texts = array(#""a text of plain words alone""#, 1_500)
        return [
            ("arrays", nested(array(#""x""#, 250_000), in: "[", "]")),
            ("objects", nested(texts, in: #"{"a":"#, "}")),
            ("a long name", #"{"\#(long)":\#(texts)}"#),
            ("a long name of a person", #"{"user":{"\#(long)":\#(texts),"name":\#(texts)}}"#),
            ("JSON in strings", nested(array(#""[]""#, 5_000), in: "[", "]")),
        ]
    }()

    /// The most memory that the process has taken so far, in KiB; 0 where nobody says.
    private static var peak: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").lazy.compactMap { Int($0) }.first ?? 0
    }

    @Test(arguments: hostile.map(\.name))
    func `They are verified, redacted and pseudonymised in time and in little memory`(
        _ name: String
    ) throws {
        let payload = try #require(Self.hostile.first { $0.name == name }?.payload)
        let session = Self.session(payload)
        let bytes = session.fixtureBytes(redactor: nil)
        let before = Self.peak

        var rules = RedactionRules.standard
        rules.paths = [try RedactionPath("**.nothing.here")]
        _ = try SessionVerification(bytes: bytes, options: .init(rules: rules))
        var redactor = Redactor(rules: rules, pseudonyms: Pseudonyms())
        let redacted = redactor.redacted(session)
        #expect(redacted.text.contains("REDACTED-1") && !redacted.text.contains(Self.token))
        #expect(redacted.differences(from: session).count == 1)
        // A copy of the way to each string of the arrays would take three gigabytes.
        #expect(Self.peak - before < 2 << 20, "in KiB")
    }

    @Test func `A name is looked at once, however many values go by it`() throws {
        func work(_ count: Int) -> Int {
            var redactor = Redactor()
            redactor.findings = []
            let payload = #"{"name":\#(Self.array(#""text""#, count)),"b":"\#(Self.token)"}"#
            _ = redactor.redacted(Self.session(payload))
            #expect(redactor.findings?.map(\.place) == ["message.b"])
            return redactor.judgedNames
        }
        #expect(work(2_000) == work(1))
    }

    @Test func `The place of a secret can be read, however deep it stands`() throws {
        let long = String(repeating: "n", count: 100_000)
        let payload = Self.nested(#"{"\#(long)":"\#(Self.token)"}"#, in: #"{"a":"#, "}")
        let shallow = #"{"\#(long)":["\#(Self.token)"]}"#
        for payload in [payload, shallow] {
            let bytes = Self.session(payload).fixtureBytes(redactor: nil)
            let findings = try SessionVerification(bytes: bytes).findings
            let places = findings.compactMap { finding -> String? in
                guard case .secret(let secret) = finding.problem else { return nil }
                return secret.place
            }
            #expect(places.count == 1)
            #expect(places.allSatisfy { $0.utf8.count < 500 })
        }
    }

    @Test func `JSON in a string that does not end leaves the track where it was`() throws {
        let rules = RedactionRules.standard + .path(try RedactionPath("a.b"))
        var redactor = Redactor(rules: rules)
        redactor.findings = []
        // The string closes more than it opens; what stands behind it is in `a` still.
        let payload = #"{"a":{"x":"[]]]}}","y":"{\"b\":1}","b":"hidden"},"b":"seen"}"#
        let text = redactor.redacted(SocketMessage(payload))
        #expect(!text.contains("hidden"))
        #expect(text.contains("seen"))
        #expect(redactor.findings?.map(\.place) == ["message.a.b"])
    }
}

extension Session {
    /// The text of the message.
    fileprivate var text: String {
        guard case .receive(_, let message)? = entries.last?.kind else { return "" }
        return message.text
    }
}
