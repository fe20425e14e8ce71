import RepriseFloor
import SlackWire
import Testing

/// What a client sends, and what the server at the other end does then.
struct WireExchange: Sendable, CustomTestStringConvertible {
    let name: String
    /// The request line's verb and target.
    var verb = "POST"
    var target = "/api/chat.postMessage"
    /// Header lines without those that frame the message.
    var fields: [[UInt8]] = []
    /// The body; in chunks of these where there are several.
    var body: [[UInt8]] = []
    var reaction = FakeUpstream.Reaction(bytes: Self.answer())

    var testDescription: String { name }

    /// The request as it goes out to a server.
    func request(host: String) -> [UInt8] {
        var bytes = Array(
            "\(verb) \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n".utf8
        )
        for field in fields { bytes += field + Array("\r\n".utf8) }
        switch body.count {
        case 0:
            bytes += verb == "POST" ? Array("Content-Length: 0\r\n\r\n".utf8) : Array("\r\n".utf8)
        case 1: bytes += Array("Content-Length: \(body[0].count)\r\n\r\n".utf8) + body[0]
        default:
            bytes += "Transfer-Encoding: chunked\r\n\r\n".utf8
            for chunk in body {
                bytes +=
                    Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
            }
            bytes += "0\r\n\r\n".utf8
        }
        return bytes
    }

    /// An answer with its length.
    static func answer(
        _ status: String = "200 OK",
        _ fields: [String] = ["Content-Type: application/json; charset=utf-8"],
        _ body: [UInt8] = Array(#"{"ok":true}"#.utf8)
    ) -> [UInt8] {
        let lines = ["HTTP/1.1 \(status)"] + fields + ["Content-Length: \(body.count)", "", ""]
        return Array(lines.joined(separator: "\r\n").utf8) + body
    }

    /// An answer exactly as it is written here, with line breaks of HTTP.
    static func verbatim(_ text: String) -> [UInt8] {
        Array(
            text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
                .utf8
        )
    }
}
