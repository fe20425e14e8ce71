import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@Suite(.timeLimit(.generous)) struct `Links that lead through the server` {
    private func answer(
        to path: String,
        with body: String,
        _ fields: [String] = [],
        configuration: SlackServerConfiguration = SlackServerConfiguration()
    ) async throws -> (text: String, address: SlackServerAddress) {
        let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
            WebAPIAnswer(
                headers: ["content-type": "application/json"],
                body: Array(body.utf8)
            )
        })
        return try await withSlackServer(over: transport, configuration: configuration) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("POST \(path)", fields)
                return (try await client.readAnswer().text, address)
            }
        }
    }

    @Test func `A socket's URL changes before its host only, in Slack's spelling`() async throws {
        let (text, address) = try await answer(
            to: "/api/rtm.connect",
            with:
                #"{"ok":true, "url":"wss:\/\/wss-primary.slack.com\/websocket\/a_b-c=\/2","n":1.0}"#
        )
        let path = try address.socketPath(
            to: "wss://wss-primary.slack.com/websocket/a_b-c=/2"
        ).replacing("/", with: #"\/"#)
        #expect(
            text == #"{"ok":true, "url":"ws:\/\/\#(address.authority)\#(path)","n":1.0}"#
        )
    }

    @Test func `Links are rewritten where they are followed, and nowhere else`() async throws {
        let (text, address) = try await answer(
            to: "/api/conversations.history",
            with:
                #"{"url":"https://team.slack.com/","upload_url":"https://files.slack.com/u","messages":[{"text":"https://x.y/z","files":[{"url_private":"https:\/\/files.slack.com\/p","permalink":"https://t.slack.com/f"}]}],"incoming_webhook":{"url":"https://hooks.slack.com/services/T/B/X","configuration_url":"https://t.slack.com/s"}}"#
        )
        let us = "http://\(address.authority)"
        let upload = try us + address.path(to: "https://files.slack.com/u")
        let file = try (us + address.path(to: "https://files.slack.com/p"))
            .replacing("/", with: #"\/"#)
        let hook = try us + address.path(to: "https://hooks.slack.com/services/T/B/X")
        #expect(
            text
                == #"{"url":"https://team.slack.com/","upload_url":"\#(upload)","messages":[{"text":"https://x.y/z","files":[{"url_private":"\#(file)","permalink":"https://t.slack.com/f"}]}],"incoming_webhook":{"url":"\#(hook)","configuration_url":"https://t.slack.com/s"}}"#
        )
    }

    @Test(arguments: [
        "aac", "url_private", "url_private_download", "thumb_64", "thumb_360_gif", "thumb_pdf",
        "thumb_video",
        "deanimate_gif", "converted_pdf", "mp4", "mp4_low", "hls", "vtt",
    ])
    func `Every link of a file leads through the server`(field: String) async throws {
        let (text, address) = try await answer(
            to: "/api/files.info",
            with:
                #"{"file":{"\#(field)":"https://files.slack.com/files-tmb/T1-F1-a/x.png","thumb_360_w":360}}"#
        )
        let path = try address.path(to: "https://files.slack.com/files-tmb/T1-F1-a/x.png")
        #expect(
            text
                == #"{"file":{"\#(field)":"http://\#(address.authority)\#(path)","thumb_360_w":360}}"#
        )
    }

    @Test func `The name that the client uses stands in the links, if it makes sense`() async throws
    {
        let body = #"{"upload_url":"https://files.slack.com/u"}"#
        var configuration = SlackServerConfiguration()
        configuration.names = ["my-box_1.local"]
        for (host, authority) in [
            ("localhost:99", "localhost:99"), ("my-box_1.local", nil), ("[::1]:7", "[::1]:7"),
            ("LOCALHOST", nil), ("", "127.0.0.1"),
        ] as [(String, String?)] {
            let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
                WebAPIAnswer(body: Array(body.utf8))
            })
            try await withSlackServer(over: transport, configuration: configuration) { address in
                try await RawClient.connect(to: address) { client in
                    try await client.send("GET /api/x.y HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                    let answer = try await client.readAnswer()
                    let expected =
                        switch authority {
                        case "127.0.0.1"?: "127.0.0.1:\(address.port)"
                        case let authority?: authority
                        case nil: "\(host.lowercased()):\(address.port)"
                        }
                    let link =
                        try "http://\(expected)" + address.path(to: "https://files.slack.com/u")
                    #expect(answer.text == #"{"upload_url":"\#(link)"}"#)
                }
            }
        }
        configuration.publicAuthority = "slack.test:80"
        let (text, address) = try await answer(
            to: "/api/x.y",
            with: body,
            configuration: configuration
        )
        let path = try address.path(to: "https://files.slack.com/u")
        #expect(text == #"{"upload_url":"http://slack.test:80\#(path)"}"#)
    }

    @Test func `Uploads, webhooks and downloads reach the transport under their own URLs`()
        async throws
    {
        let upstream = try #require(WebAddress("http://127.0.0.1:8080/api/"))
        let transport = ScriptedTransport(hosts: SlackHosts(upstreams: [upstream]))
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                func post(_ link: String) throws -> String { try "POST " + address.path(to: link) }
                try await client.request(
                    post("https://files.slack.com/upload/v1/abc?x=1&y=%20"),
                    ["Content-Type: application/x-www-form-urlencoded"],
                    body: "a=b&c=d+e"
                )
                _ = try await client.readAnswer()
                try await client.request(
                    post("https://hooks.slack.com/commands/T1/1/x"),
                    ["Content-Type: application/json"],
                    body: #"{"text":"later"}"#
                )
                _ = try await client.readAnswer()
                try await client.request("POST /services/T1/B1/X", body: "payload=1")
                _ = try await client.readAnswer()
                let path = try address.path(to: "http://127.0.0.1:8080/files-pri/T-F/x.png")
                try await client.request("GET \(path)")
                _ = try await client.readAnswer()
            }
        }
        #expect(
            transport.calls.map(\.target) == [
                .url("https://files.slack.com/upload/v1/abc?x=1&y=%20"),
                .url("https://hooks.slack.com/commands/T1/1/x"),
                .url("https://hooks.slack.com/services/T1/B1/X"),
                .url("http://127.0.0.1:8080/files-pri/T-F/x.png"),
            ]
        )
        #expect(transport.calls[0].body == .bytes(Array("a=b&c=d+e".utf8)))
        #expect(transport.calls[0].query == [])
        let json = JSONText(uncheckedBytes: Array(#"{"text":"later"}"#.utf8))
        #expect(transport.calls[1].body == .json(json))
        #expect(transport.calls[3].httpMethod == .get)
    }

    @Test func `A link that the client quotes reaches the transport as it was`() async throws {
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport) { address in
            let us =
                try "http://\(address.authority)" + address.path(to: "https://files.slack.com/p")
            try await RawClient.connect(to: address) { client in
                try await client.request(
                    "POST /api/chat.postMessage",
                    ["Content-Type: application/json"],
                    body:
                        #"{"a":"see \#(us)","b":"\#(us.split(separator: "/", omittingEmptySubsequences: false).joined(separator: #"\/"#))","c":"_/_"}"#
                )
                _ = try await client.readAnswer()
                try await client.request(
                    "POST /api/chat.postMessage?q=\(us)",
                    ["Content-Type: application/x-www-form-urlencoded"],
                    body: "text=\(us)"
                )
                _ = try await client.readAnswer()
            }
        }
        let original = "https://files.slack.com/p"
        let json =
            #"{"a":"see \#(original)","b":"https:\/\/files.slack.com\/p","c":"_/_"}"#
        #expect(transport.calls[0].body == .json(JSONText(uncheckedBytes: Array(json.utf8))))
        #expect(transport.calls[1].body == .form([FormField("text", original)]))
        #expect(transport.calls[1].query == [FormField("q", original)])
    }

    @Test func `A socket's link that is requested as a page says what it is`() async throws {
        try await withSlackServer(over: ScriptedTransport()) { address in
            try await RawClient.connect(to: address) { client in
                let path = try address.socketPath(to: "wss://wss-primary.slack.com/websocket/x")
                try await client.request("GET \(path)")
                let answer = try await client.readAnswer()
                #expect(answer.status == 426)
                #expect(answer.field("upgrade") == "websocket")
            }
        }
    }
}
