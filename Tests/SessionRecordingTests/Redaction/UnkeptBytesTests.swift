import Foundation
import SecretRedaction
import SlackWire
import Testing

@testable import SessionRecording

/// Secrets in bytes of a fixture that are in nothing that a reader makes of it.
@Suite struct UnkeptBytesTests {
    /// A fixture with a text where no reader keeps it.
    struct Place: Sendable, CustomTestStringConvertible {
        var name: String
        var fixture: @Sendable (String) -> [UInt8]
        var testDescription: String { name }
    }

    private static let header = #"{"reprise":1,"epoch":0,"redacted":true}"#
    private static let note = #"{"at":0,"note":"fine"}"#

    private static func text(_ lines: [String]) -> [UInt8] {
        Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func end(_ entries: Int, calls: Int = 0, files: Int = 0) -> String {
        #"{"end":\#(entries),"calls":\#(calls),"sockets":0,"files":\#(files)}"#
    }

    /// A line with a member that stands there twice, among others.
    private static func line(_ line: String, calls: Int = 0) -> [UInt8] {
        text([header, line, end(1, calls: calls)])
    }

    private static func content(_ bytes: [UInt8], _ members: String) -> String {
        #"{"file":"\#(SHA256.hexadecimal(of: bytes))",\#(members)}"#
    }

    private static func quoted(_ text: String) -> String { JSONValue.string(text).compactText }

    static let places: [Place] = [
        Place(name: "a title twice") { text in
            Self.text([
                #"{"reprise":1,"epoch":0,"redacted":true,"title":\#(quoted(text)),"title":"a"}"#,
                note, end(1),
            ])
        },
        Place(name: "a note twice") { line(#"{"at":0,"note":\#(quoted($0)),"note":"fine"}"#) },
        Place(name: "a body of JSON twice") { text in
            line(
                #"{"at":0,"call":1,"method":"x","json":{"a":[\#(quoted(text))]},"json":{"a":1}}"#,
                calls: 1
            )
        },
        Place(name: "a body as JSON and as text") { text in
            Self.text([
                header, #"{"at":0,"call":1,"method":"x"}"#,
                #"{"at":0,"answer":1,"status":200,"text":\#(quoted(text)),"text":"a"}"#,
                end(2, calls: 1),
            ])
        },
        Place(name: "headers twice") { text in
            line(
                #"{"at":0,"call":1,"method":"x","headers":{"x-any":\#(quoted(text))},"headers":{}}"#,
                calls: 1
            )
        },
        Place(name: "a form of pairs twice") { text in
            line(
                #"{"at":0,"call":1,"method":"x","form":[["a",\#(quoted(text))],["a","b"]],"form":{}}"#,
                calls: 1
            )
        },
        Place(name: "base64 twice") { text in
            line(
                #"{"at":0,"call":1,"method":"x","base64":"\#(Spelling.base64(text))","base64":""}"#,
                calls: 1
            )
        },
        Place(name: "base64 of gzip twice") { text in
            let packed = Base64.encode(Deflated.gzip(Array("see \(text)".utf8)))
            return line(
                #"{"at":0,"call":1,"method":"x","base64":"\#(packed)","base64":""}"#,
                calls: 1
            )
        },
        Place(name: "a member of a part that nobody knows") { text in
            line(
                #"{"at":0,"call":1,"method":"x","multipart":[{"name":"a","text":"b","x":\#(quoted(text))}]}"#,
                calls: 1
            )
        },
        Place(name: "a member of the end mark") { text in
            Self.text([
                header, note,
                #"{"end":1,"calls":0,"sockets":0,"files":0,"by":\#(quoted(text))}"#,
            ])
        },
        Place(name: "content that nobody names") { text in
            let bytes = Array("see \(text)".utf8)
            return Self.text([
                header, content(bytes, #""text":\#(quoted("see \(text)"))"#), note,
                end(1, files: 1),
            ])
        },
        Place(name: "compressed content that nobody names") { text in
            let bytes = Deflated.gzip(Array("see \(text)".utf8))
            return Self.text([
                header, content(bytes, #""base64":"\#(Base64.encode(bytes))""#), note,
                end(1, files: 1),
            ])
        },
        Place(name: "content in base64 beside its text") { text in
            let bytes = Array("a".utf8)
            let other = Spelling.base64("see \(text)")
            return Self.text([
                header, content(bytes, #""text":"a","base64":"\#(other)""#),
                #"{"at":0,"call":1,"method":"x","file":"\#(SHA256.hexadecimal(of: bytes))"}"#,
                end(1, calls: 1, files: 1),
            ])
        },
        Place(name: "the name in gzip's header") { text in
            Deflated.gzip(Self.text([header, note, end(1)]), name: "x \(text).jsonl")
        },
        Place(name: "the comment in gzip's header") { text in
            Deflated.gzip(Self.text([header, note, end(1)]), comment: "see \(text)")
        },
        Place(name: "extra fields in gzip's header") { text in
            Deflated.gzip(Self.text([header, note, end(1)]), extra: "see \(text)")
        },
        Place(name: "the header of the second member of gzip") { text in
            Deflated.gzip(Self.text([header]))
                + Deflated.gzip(Self.text([note, end(1)]), name: text)
        },
    ]

    private static let secrets = [
        Secrets.tokens[0].token, Secrets.urls[4].origin + Secrets.urls[4].secret,
        "password='\(Secrets.body(20, 41))'",
    ]

    private static let honest = ["a walk in the park", "1503435956.000247 in C0123ABCD", "x"]

    private func inFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("unkept-\(UUID().uuidString).jsonl.gz")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file.path)
    }

    @Test(arguments: places)
    func `A secret there is found, and gone after a redaction`(place: Place) throws {
        for secret in Self.secrets {
            try inFile(place.fixture(secret)) { path in
                let findings = try SessionVerification(contentsOf: path).findings
                #expect(findings.contains { $0.problem.name == "hidden-secret" }, "\(findings)")
                for finding in findings { #expect(!"\(finding)".contains(secret.suffix(12))) }

                let summary = try SessionRedaction.redact(path, to: path, with: Redactor())
                #expect(summary.isChanged && summary.leavesOut)
                let file = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
                let left =
                    String(decoding: file, as: UTF8.self) + Inflated.prefix(of: file).text.text
                for trace in Spelling.traces(of: String(secret.suffix(12))) {
                    #expect(!left.contains(trace), "\(trace)")
                }
                #expect(try SessionVerification(contentsOf: path).isFine)
                let again = try SessionRedaction.redact(path, to: path, with: Redactor())
                #expect(!again.isChanged && !again.leavesOut)
            }
        }
    }

    @Test(arguments: places)
    func `What is no secret is none there either`(place: Place) throws {
        for text in Self.honest {
            let verification = try SessionVerification(bytes: place.fixture(text))
            #expect(verification.findings == [])
        }
    }

    @Test func `A value that the session gives away is found there, too`() throws {
        let secret = "OPS-" + "4711"
        let fixture = Self.text([
            Self.header, #"{"at":0,"note":"see \#(secret)","note":"fine"}"#,
            #"{"at":0,"call":1,"method":"x","form":{"ticket":"\#(secret)"}}"#,
            Self.end(2, calls: 1),
        ])
        let names = try SessionVerification(bytes: fixture).findings.map(\.problem.name)
        #expect(names == ["hidden-secret", "secret"])
    }

    @Test(arguments: ["every-kind", "loose", "newer"])
    func `A fixture that is spelled otherwise holds nothing for that`(name: String) throws {
        let names = try SessionVerification(bytes: Golden.bytes(name + ".jsonl")).findings.map(
            \.problem.name
        )
        #expect(!names.contains("hidden-secret"))
    }

    @Test func `What a writer writes is kept, all of it`() throws {
        let generated = (UInt64(0)..<20).map { seed -> Session in
            var generator = SessionGenerator(seed: seed)
            return generator.session(40)
        }
        for session in [Samples.everything] + generated {
            let reader = try SessionReader(
                auditing: session.fixtureBytes(redactor: nil),
                limits: ReaderLimits()
            )
            while try reader.next() != nil { #expect(reader.takeUnkept().isEmpty) }
            #expect(reader.takeUnkept().isEmpty)
        }
    }
}
