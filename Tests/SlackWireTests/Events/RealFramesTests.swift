import Foundation
import SlackWire
import Testing

/// The 107 frames that Slack sent in one sitting of 2017; see `Fixtures/rtm-2017/README.md`.
struct `Real frames` {
    private static func frames() throws -> [[UInt8]] {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        // Events, SlackWireTests, Tests.
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let file = folder.appending(path: "Fixtures/rtm-2017/frames.jsonl")
        let scanner = JSONFieldScanner("frame")
        return try Data(contentsOf: file).split(separator: 0x0a).map { line in
            let line = Array(line)
            let frame = try scanner.scan(line.span.bytes).json(0, in: line.span.bytes)
            return try #require(frame).bytes
        }
    }

    @Test func `Every frame is an event with the fields that Foundation reads`() throws {
        let frames = try Self.frames()
        #expect(frames.count == 107)
        for bytes in frames {
            guard case .event(let event) = SocketFrame(parsing: SocketMessage(bytes: bytes)) else {
                Issue.record("no event: \(String(decoding: bytes, as: UTF8.self))")
                continue
            }
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            )
            func text(_ name: String, in parent: String? = nil) -> String? {
                let parent = parent.map { object[$0] as? [String: Any] ?? [:] } ?? object
                return parent[name] as? String
            }
            let item = object["item"] as? [String: Any]
            #expect(event.type == text("type"))
            #expect(event.subtype == text("subtype"))
            #expect(
                event.channel == text("channel") ?? text("id", in: "channel")
                    ?? text("channel_id") ?? item?["channel"] as? String
            )
            #expect(event.user == text("user") ?? text("id", in: "user") ?? text("user_id"))
            #expect(event.text == text("text"))
            #expect(event.ts?.text == text("ts"))
            #expect(event.eventTimestamp?.text == text("event_ts"))
            #expect(event.threadTimestamp?.text == text("thread_ts"))
            #expect(event.messageTimestamp?.text == text("ts", in: "message"))
            #expect(event.json.bytes == bytes)
        }
    }

    @Test func `Every frame is one line and comes back from its tree with the same meaning`() throws
    {
        for bytes in try Self.frames() {
            let value = try JSONText(validating: bytes, singleLine: true).value()
            let again =
                try JSONSerialization.jsonObject(with: Data(value.compactBytes)) as? NSDictionary
            let expected = try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary
            #expect(try #require(again) == #require(expected))
        }
    }

    @Test func `The tickets and the files of the sitting are found, and no other URL is`() throws {
        let links = try Self.frames().flatMap { bytes in
            LinkFields.inFrame(SocketFrame(parsing: SocketMessage(bytes: bytes)))
                .links(in: JSONText(uncheckedBytes: bytes))
        }
        let tickets = links.filter { $0.url.hasPrefix("wss://mpmulti-") }
        #expect(tickets.count == 6)
        #expect(tickets.allSatisfy { $0.kind == .socket })
        let files = links.filter { $0.url.hasPrefix("https://files.slack.com/files-") }
        #expect(!files.isEmpty)
        #expect(files.allSatisfy { $0.kind == .file })
        #expect(links.count == tickets.count + files.count)
    }
}
