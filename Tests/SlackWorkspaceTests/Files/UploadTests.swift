import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct UploadTests {
    /// The ways in which real clients send the bytes.
    enum Clothes: CaseIterable, Sendable {
        case raw, multipart

        func body(_ bytes: [UInt8]) -> WebAPICall.Body {
            switch self {
            case .raw: .bytes(bytes)
            case .multipart:
                .multipart([MultipartPart(name: "file", filename: "a.txt", bytes: bytes)])
            }
        }
    }

    @Test(arguments: [",C0GENERAL,,", " C0GENERAL , ", ", ,C0GENERAL", #"["","C0GENERAL"]"#])
    func `Empty pieces of a list of channels are none`(channels: String) throws {
        try simulated { workspace, _ in
            let first = try await workspace.ask(
                "files.getUploadURLExternal",
                [("filename", "a.txt"), ("length", 1)]
            )
            let url = try #require(first["upload_url"]?.string)
            _ = try await workspace.call(WebAPICall(.url(url), body: .bytes([0x61])))
            let file: JSONValue = ["id": first["file_id"] ?? .null]
            let done = try await workspace.ask(
                "files.completeUploadExternal",
                [("files", [file]), ("channels", .string(channels))]
            )
            #expect(done["files"]?[0]?["channels"] == ["C0GENERAL"], "\(done)")
        }
    }

    @Test(arguments: Clothes.allCases)
    func `A file goes up in three steps and down again`(clothes: Clothes) throws {
        let bytes = Array("a=b&c\u{0}\r\n\u{ff}".utf8)
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let first = try await workspace.ask(
                "files.getUploadURLExternal",
                [("filename", "Some Text.txt"), ("length", .number("\(bytes.count)"))]
            )
            let url = try #require(first["upload_url"]?.string)
            let id = try #require(first["file_id"]?.string)
            #expect(url.hasPrefix("https://files.slack.com/upload/v1/"))
            let second = try await workspace.call(
                WebAPICall(.url(url), body: clothes.body(bytes))
            )
            #expect(second.status == 200 && second.body == Array("OK - \(bytes.count)".utf8))
            #expect(second.headers["content-type"] == "text/plain; charset=utf-8")
            let third = try await workspace.ask(
                "files.completeUploadExternal",
                [
                    ("files", [["id": .string(id), "title": "A title"]]),
                    ("channel_id", "C0GENERAL"), ("initial_comment", "look"),
                ]
            )
            let file = try #require(third["files"]?[0])
            #expect(file["title"] == "A title" && file["name"] == "Some Text.txt")
            #expect(file["mimetype"] == "text/plain" && file["size"]?.int == bytes.count)
            #expect(file["channels"] == ["C0GENERAL"] && file["user"] == "U0REPRISE")
            let message = try await socket.frame("message")
            #expect(message["text"] == "look" && message["files"]?[0] == file)
            #expect(file["shares"]?["public"]?["C0GENERAL"]?[0]?["ts"] == message["ts"])
            #expect(try await socket.frame("file_shared")["file_id"]?.string == id)

            let place = try #require(file["url_private_download"]?.string)
            let get = WebAPICall(.url(place), httpMethod: .get)
            let down = try await workspace.call(get.authorized(with: Tokens.bot))
            #expect(down.status == 200 && down.body == bytes)
            let stranger = try await workspace.call(get)
            #expect(stranger.status == 302 && stranger.headers["location"] != nil)
            #expect(workspace.content(ofFile: id) == bytes)
        }
    }

    @Test func `A file that is not announced, not uploaded or done cannot be completed`() throws {
        try simulated { workspace, _ in
            func complete(_ id: JSONValue) async throws -> JSONValue? {
                try await workspace.ask(
                    "files.completeUploadExternal",
                    [("files", [["id": id]])]
                )["error"]
            }
            #expect(try await complete("F9") == "file_not_found")
            let first = try await workspace.ask(
                "files.getUploadURLExternal",
                [("filename", "a.bin"), ("length", 1)]
            )
            let id = try #require(first["file_id"])
            #expect(try await complete(id) == "file_not_found")
            let info = try await workspace.ask("files.info", [("file", id)])
            #expect(info["error"] == "file_not_found")
            let url = try #require(first["upload_url"]?.string)
            let upload = WebAPICall(.url(url), body: .bytes([1]))
            #expect(try await workspace.call(upload).status == 200)
            #expect(try await complete(id) == nil)
            #expect(try await complete(id) == "file_not_found")
            #expect(try await workspace.call(upload).status == 404)
            let wrong = WebAPICall(.url(url + "x"), body: .bytes([1]))
            #expect(try await workspace.call(wrong).status == 404)
        }
    }

    @Test func `Files are listed, shown and deleted`() throws {
        try simulated { workspace, _ in
            var ids: [JSONValue] = []
            for index in 0..<3 {
                let first = try await workspace.ask(
                    "files.getUploadURLExternal",
                    [("filename", .string("\(index).png")), ("length", 1)]
                )
                let url = try #require(first["upload_url"]?.string)
                _ = try await workspace.call(WebAPICall(.url(url), body: .bytes([0])))
                ids.append(try #require(first["file_id"]))
            }
            let files = JSONValue.array(ids.map { ["id": $0] })
            _ = try await workspace.ask(
                "files.completeUploadExternal",
                [("files", files), ("channel_id", "C0RANDOM0")]
            )
            let list = try await workspace.ask("files.list", [("count", 2), ("page", 2)])
            #expect(list["files"]?.array?.map { $0["id"] } == [ids[2]])
            #expect(list["paging"] == ["count": 2, "total": 3, "page": 2, "pages": 2])
            let here = try await workspace.ask("files.list", [("channel", "C0GENERAL")])
            #expect(here["files"] == [])
            #expect(try await workspace.ask("files.delete", [("file", ids[0])])["ok"] == true)
            let gone = try await workspace.ask("files.info", [("file", ids[0])])
            #expect(gone["error"] == "file_not_found")
            let old = try await workspace.ask("files.upload")
            #expect(old["error"] == "method_deprecated")
        }
    }
}
