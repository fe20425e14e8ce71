import Foundation
import RepriseTesting
import Testing

/// The frames of the real sitting, in the fixture that was recorded over real sockets.
@Suite struct RealFramesTests {
    /// The frames as wee-slack's test data has them, in order.
    private let originals: [String]
    private let fixture: [UInt8]
    private let session: Session

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let frames = root.appendingPathComponent("Fixtures/rtm-2017/frames.jsonl")
        originals = try String(contentsOf: frames, encoding: .utf8).split(separator: "\n").map {
            line in
            let start = try #require(line.range(of: "\"frame\": "))
            return String(line[start.upperBound...].dropLast())
        }
        session = try Session(contentsOf: root.path + "/Fixtures/rtm-2017.jsonl.gz")
        var bytes: [UInt8] = []
        for entry in session.entries { bytes += Array((entry.fixtureText + "\n").utf8) }
        fixture = bytes
    }

    /// The recorded frames that are not the stand-in Slack's own: no hello, no acknowledgement, no echo.
    private var recorded: [String] {
        session.entries.compactMap { entry in
            guard case .receive(_, let message) = entry.kind else { return nil }
            let text = message.text
            if text == #"{"type":"hello"}"# || text.contains("\"reply_to\"") { return nil }
            return text.contains("REPRISE\"") ? nil : text
        }
    }

    @Test func `All frames come back byte for byte, but for their links`() throws {
        #expect(originals.count == 107)
        #expect(recorded.count == 107)
        var changed = 0
        for (original, recorded) in zip(originals, recorded) where original != recorded {
            changed += 1
            // What the server pointed to itself, and what the recorder redacted, are links alone.
            #expect(try Self.withoutLinks(original) == Self.withoutLinks(recorded))
        }
        // Most frames have no links at all.
        #expect(changed < 30)
    }

    @Test func `No ticket is in the file, in either spelling of the slash`() throws {
        let text = String(decoding: fixture, as: UTF8.self)
        let tickets = originals.compactMap { frame -> String? in
            guard frame.contains("\"reconnect_url\""),
                let start = frame.range(of: "/websocket/")
            else { return nil }
            return String(frame[start.upperBound...].prefix { $0 != "\"" })
        }
        #expect(tickets.count == 6)
        for ticket in tickets {
            #expect(ticket.count > 60)
            #expect(!text.contains(ticket))
            #expect(!text.contains(ticket.replacing("/", with: "\\/")))
            #expect(!text.contains(ticket.prefix(24)))
        }
        #expect(session.header.isRedacted)
    }

    /// The frame as a tree whose links are replaced by one word.
    private static func withoutLinks(_ frame: String) throws -> JSONValue {
        func stripped(_ value: JSONValue) -> JSONValue {
            switch value {
            case .string(let text):
                ["http://", "https://", "ws://", "wss://"].contains { text.contains($0) }
                    ? "a link" : value
            case .array(let elements): .array(elements.map(stripped))
            case .object(let members):
                .object(members.map { JSONMember($0.name, stripped($0.value)) })
            default: value
            }
        }
        return stripped(try JSONValue(parsing: frame))
    }
}
