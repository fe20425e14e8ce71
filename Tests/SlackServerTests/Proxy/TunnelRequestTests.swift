import Testing

@testable import SlackServer

@Suite struct TunnelRequestTests {
    private func read(_ text: String, limit: Int = 1000) -> TunnelRequest {
        TunnelRequest(Array(text.utf8), limit: limit)
    }

    @Test(arguments: ["\r\n", "\n"])
    func `A request for a tunnel is read with what it says of its sender, in any pieces`(
        lineBreak: String
    ) {
        let head = [
            "CONNECT slack.com:443 HTTP/1.1", "Host: slack.com:443",
            "proxy-AUTHORIZATION: Basic eA==", "", "",
        ]
        .joined(separator: lineBreak)
        let whole = TunnelRequest.tunnel(
            to: "slack.com:443",
            authorization: "Basic eA==",
            length: head.utf8.count
        )
        #expect(read(head) == whole)
        #expect(read(head + "\u{16}\u{3}more") == whole)
        for count in 0..<head.utf8.count {
            let start = Array(head.utf8.prefix(count))
            #expect(TunnelRequest(start, limit: 1000) == .unfinished)
        }
    }

    @Test func `What begins otherwise is none, at the first byte that tells`() {
        for text in [
            "G", "GET / HTTP/1.1\r\n\r\n", "CONNECTED", "connect a:1 HTTP/1.1\r\n\r\n",
            "\u{16}\u{3}\u{1}",
        ] {
            #expect(read(text) == .none)
        }
        for text in [
            "CONNECT \r\n\r\n", "CONNECT a:1\r\n\r\n", "CONNECT a b c HTTP/1.1\r\n\r\n",
            "CONNECT a:1 FTP\r\n\r\n",
        ] {
            #expect(read(text) == .none)
        }
    }

    @Test func `What does not end is none in the end`() {
        #expect(read("CONNECT " + String(repeating: "a", count: 91), limit: 100) == .unfinished)
        #expect(read("CONNECT " + String(repeating: "a", count: 92), limit: 100) == .none)
    }
}
