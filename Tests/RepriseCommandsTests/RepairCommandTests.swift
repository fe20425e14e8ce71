import Foundation
import RepriseTestSupport
import SessionRecording
import SlackWire
import Testing

/// `reprise repair`, as a process, and what a hostile fixture can do to a terminal.
@Suite(.timeLimit(.generous)) struct RepairCommandTests {
    private func bundled() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: Command.fixture)))
    }

    @Test func `A cut fixture is repaired beside the original`() async throws {
        let scratch = try Scratch()
        let whole = try bundled()
        let file = try scratch.file("cut.jsonl.gz", Array(whole.prefix(whole.count / 2)))
        let result = try await Command.run("repair", file)
        #expect(result.status == 0)
        #expect(result.output.contains("kept "))
        #expect(result.output.contains("no end mark: line "))
        #expect(result.output.contains("written to \(scratch.path)/cut.repaired.jsonl.gz"))
        #expect(try Session(contentsOf: scratch.path + "/cut.repaired.jsonl.gz").isComplete)
        #expect(try !Session(contentsOf: file).isComplete)

        // A second time the place is taken, and nobody named another.
        let again = try await Command.run("repair", file)
        #expect(again.status == 2)
        #expect(again.errors.contains("exists; name another place with -o"))
    }

    @Test func `What a killed recorder left is finished under the fixture's name`() async throws {
        let scratch = try Scratch()
        let partial = try scratch.file("a.jsonl.gz.partial", try bundled().dropLast(50))
        let result = try await Command.run("repair", partial)
        #expect(result.status == 0)
        #expect(try Session(contentsOf: scratch.path + "/a.jsonl.gz").isComplete)
    }

    @Test func `The original is overwritten only when that is asked for`() async throws {
        let scratch = try Scratch()
        let file = try scratch.file("a.jsonl.gz", try bundled() + [9, 9])
        let refused = try await Command.run("repair", file, "-o", file)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("say --in-place if that is meant"))
        let both = try await Command.run("repair", file, "-o", file, "--in-place")
        #expect(both.status == 64)
        let result = try await Command.run("repair", file, "--in-place", "--json")
        #expect(result.status == 0)
        let report = try JSONValue(parsing: Array(result.output.utf8))
        #expect(report["whole"]?.bool == false)
        #expect(report["output"]?.string == file)
        #expect(report["findings"]?[0]?["remedy"]?.string == "bytes-left-out")
        #expect(report["findings"]?[0]?["reason"]?.string?.contains("reprise repair") == false)
        let alone = try await Command.run("repair", file)
        #expect(alone.status == 0 && !alone.output.contains("written to"))
        let whole = try await Command.run("repair", file, "--in-place")
        #expect(whole.output.contains("whole: "))
        #expect(!whole.output.contains("written to"))
    }

    @Test func `A link to a fixture stays one when what it names is replaced`() async throws {
        let scratch = try Scratch()
        let file = try scratch.file("a.jsonl.gz", try bundled() + [9])
        let link = scratch.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        #expect(try await Command.run("repair", link, "-o", file).status == 2)
        #expect(try await Command.run("repair", link, "--in-place").status == 0)
        #expect(try Session(contentsOf: file).isComplete)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
    }

    @Test func `Where nothing can be kept the exit code is 1, and 2 for no file`() async throws {
        let scratch = try Scratch()
        let page = try scratch.file("page.html", Array("<html>\n".utf8))
        let header = try scratch.file("b.jsonl", Array("{\"reprise\":1,\"epoch\":0}\n".utf8))
        #expect(try await Command.run("repair", page).status == 1)
        #expect(try await Command.run("repair", header).status == 1)
        #expect(try await Command.run("repair", scratch.path + "/absent").status == 2)
    }

    @Test func `What strangers wrote is shown without steering the terminal`() async throws {
        let scratch = try Scratch()
        let evil = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}"
        let session = Session(
            header: SessionHeader(epoch: 0, title: evil, source: evil),
            entries: [
                SessionEntry(at: 0, .note(evil + "\nsecond line")),
                SessionEntry(at: 0, .open(socket: 1, SocketRequest(url: "wss://h/"), call: nil)),
                SessionEntry(
                    at: 1,
                    .receive(
                        socket: 1,
                        SocketMessage(
                            json: ["type": "message", "text": .string(evil), "channel": "C"]
                        )
                    )
                ),
                SessionEntry(at: 2, .receive(socket: 1, SocketMessage(evil))),
                SessionEntry(
                    at: 3,
                    .close(socket: 1, SocketClose(code: 1000, reason: evil, by: .peer))
                ),
            ]
        )
        let file = scratch.path + "/evil.jsonl.gz"
        try session.write(to: file)
        for arguments in [["show", file], ["replay", file, "--bot", "demo"]] {
            let command = try RunningCommand(arguments)
            let result = await command.finish()
            for scalar in (result.output + result.errors).unicodeScalars {
                let isShown = scalar == "\n" || scalar.value >= 0x20
                let isObeyed = (0x7f..<0xa0).contains(scalar.value) || scalar == "\u{202e}"
                #expect(isShown && !isObeyed, "\(arguments[0]): \(scalar.value)")
            }
        }
    }
}
