import Foundation
import SessionRecording
import SlackWire
import Testing

@Suite(.timeLimit(.minutes(10))) struct DiskTests {
    private func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }

    @Test func `A finished recording replaces the old fixture in one step`() async throws {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            try Samples.everything.write(to: path)
            let old = try Data(contentsOf: URL(fileURLWithPath: path))
            let writer = try SessionWriter(
                path: path,
                header: Samples.header,
                options: SessionWriter.Options(flushInterval: .zero, durability: .fsync)
            )
            writer.append(SessionEntry(at: 0, .note("new")))
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == old)
            #expect(try mode(of: path + ".partial") == 0o600)
            try await writer.finish()
            #expect(try Session(contentsOf: path).entries.map(\.kind) == [.note("new")])
            #expect(try files(in: folder) == ["a.jsonl.gz"])
            #expect(try mode(of: path) == 0o644)
        }
    }

    @Test(arguments: [0, 1, 2], [true, false])
    func `A recording that was cut short from outside does not replace the old fixture`(
        half: Int,
        recompresses: Bool
    ) async throws {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            try Samples.everything.write(to: path)
            let old = try Data(contentsOf: URL(fileURLWithPath: path))
            let writer = try SessionWriter(
                path: path,
                header: Samples.header,
                options: SessionWriter.Options(flushInterval: .zero, recompresses: recompresses)
            )
            for index in 0..<20 { writer.append(SessionEntry(at: 0, .note("entry \(index)"))) }
            while writer.flushedEntries < 20 { await Task.yield() }
            let size = try Data(contentsOf: URL(fileURLWithPath: path + ".partial")).count
            #expect(truncate(path + ".partial", half * (size - 1) / 2) == 0)
            await #expect(throws: FixtureError.self) { try await writer.finish() }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == old)
            #expect(try files(in: folder).contains("a.jsonl.gz.partial"), "what is left stays")
        }
    }

    @Test func `The writer says how many entries are flushed, at the end all`() async throws {
        for durability in [SessionWriter.Durability.none, .flush, .fsync] {
            try await withFolder { folder in
                let writer = try SessionWriter(
                    path: folder + "/a",
                    header: Samples.header,
                    options: SessionWriter.Options(flushInterval: .zero, durability: durability)
                )
                for index in 0..<20 { writer.append(SessionEntry(at: 0, .note("\(index)"))) }
                // Until the thread has flushed them, each by itself.
                while durability != .none, writer.flushedEntries < 20 { await Task.yield() }
                let flushed = writer.flushedEntries
                let readable = try? Session(contentsOf: folder + "/a.partial").entries.count
                #expect((readable ?? 0) >= flushed)
                if durability == .none { #expect(flushed == 0) }
                try await writer.finish()
                #expect(writer.flushedEntries == 20)
            }
        }
    }

    @Test func `A recording with its secrets stays readable by its owner only`() async throws {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            let writer = try SessionWriter(
                path: path,
                header: Samples.header,
                options: SessionWriter.Options(redactor: nil)
            )
            try await writer.finish()
            #expect(try mode(of: path) == 0o600)
            #expect(try !Session(contentsOf: path).header.isRedacted)
        }
    }

    @Test func `What an interrupted recording left is set aside and stays readable`() async throws {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            // A file without a lock is what a process leaves that was killed.
            let leftover = Samples.everything.fixtureBytes()
            try Data(leftover.dropLast(40)).write(to: URL(fileURLWithPath: path + ".partial"))
            let writer = try SessionWriter(path: path, header: Samples.header)
            try await writer.finish()
            #expect(try files(in: folder) == ["a.jsonl.gz", "a.jsonl.gz.partial.1"])
            #expect(try !Session(contentsOf: path + ".partial.1").isComplete)
        }
    }

    @Test func `Two recordings to one fixture do not mix`() async throws {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            let writer = try SessionWriter(path: path, header: Samples.header)
            let error = #expect(throws: FixtureError.self) {
                try SessionWriter(path: path, header: Samples.header)
            }
            #expect(error?.reason == .inUse)
            try await writer.finish()
        }
    }

    @Test func `Of many that begin at once each records to a file of its own, or is refused`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            let counts = await withTaskGroup { group in
                for recorder in 0..<8 {
                    group.addTask { await Self.record(to: path, times: 200, as: recorder) }
                }
                return await group.reduce(into: (finished: 0, lost: 0)) {
                    $0 = ($0.finished + $1.finished, $0.lost + $1.lost)
                }
            }
            #expect(counts.finished > 0)
            #expect(counts.lost == 0, "what was begun was finished")
            #expect(try files(in: folder) == ["a.jsonl.gz"], "nobody's file was cleared away")
            let session = try Session(contentsOf: path)
            #expect(session.isComplete && session.entries.count == 2)
        }
    }

    /// Begins to record again and again; returns how often that went to its end, and how often it did not.
    private static func record(
        to path: String,
        times: Int,
        as recorder: Int
    ) async -> (finished: Int, lost: Int) {
        var (finished, lost) = (0, 0)
        for time in 0..<times {
            guard
                let writer = try? SessionWriter(
                    path: path,
                    header: Samples.header,
                    options: SessionWriter.Options(durability: .none)
                )
            else { continue }
            for _ in 0..<2 { writer.append(SessionEntry(at: 0, .note("\(recorder) \(time)"))) }
            do {
                try await writer.finish()
                finished += 1
            } catch {
                lost += 1
            }
        }
        return (finished, lost)
    }

    @Test func `What is discarded when it is finished takes nobody else's file away`() async throws
    {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            let first = try SessionWriter(path: path, header: Samples.header)
            try await first.finish()
            let second = try SessionWriter(path: path, header: Samples.header)
            await first.discard()
            second.append(SessionEntry(at: 0, .note("second")))
            try await second.finish()
            #expect(try Session(contentsOf: path).entries.map(\.kind) == [.note("second")])
            #expect(try files(in: folder) == ["a.jsonl.gz"])
        }
    }

    @Test func `A recording whose file was taken away does not put another's in its place`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            try Samples.everything.write(to: path)
            let writer = try SessionWriter(path: path, header: Samples.header)
            writer.append(SessionEntry(at: 0, .note("mine")))
            while writer.flushedEntries < 1 { await Task.yield() }
            try FileManager.default.moveItem(atPath: path + ".partial", toPath: folder + "/moved")
            try Data("other".utf8).write(to: URL(fileURLWithPath: path + ".partial"))
            _ = try? await writer.finish()
            let session = try Session(contentsOf: path)
            #expect(session == Samples.everything || session.entries.map(\.kind) == [.note("mine")])
            let other = try Data(contentsOf: URL(fileURLWithPath: path + ".partial"))
            #expect(other == Data("other".utf8))
        }
    }

    @Test func `A recorder that is given up leaves a partial file and the old fixture`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            try Samples.everything.write(to: path)
            var writer: SessionWriter? = try SessionWriter(path: path, header: Samples.header)
            writer?.append(SessionEntry(at: 0, .note("lost")))
            writer = nil
            #expect(try Session(contentsOf: path) == Samples.everything)
            #expect(try files(in: folder) == ["a.jsonl.gz", "a.jsonl.gz.partial"])
        }
    }

    @Test func `A folder that is not there is a clear error`() {
        let error = #expect(throws: FixtureError.self) {
            try Samples.everything.write(to: "/nowhere/at/all/a.jsonl.gz")
        }
        #expect(
            error?.description
                == "/nowhere/at/all/a.jsonl.gz: cannot create the file: No such file or directory; "
                + "check space and permissions there"
        )
        let missing = #expect(throws: FixtureError.self) { try Session(contentsOf: "/nowhere/a") }
        #expect(
            missing?.description
                == "/nowhere/a: cannot open the file: No such file or directory; check the path"
        )
    }

    @Test func `The same session gives the same bytes, however often flushes came`() async throws {
        let session = Samples.everything
        for interval: Duration in [.zero, .microseconds(1), .seconds(60)] {
            let file = MemoryFile()
            let writer = SessionWriter(
                file: file,
                header: session.header,
                options: SessionWriter.Options(flushInterval: interval)
            )
            for entry in session.entries { writer.append(entry) }
            try await writer.finish()
            #expect(file.bytes == session.fixtureBytes())
            #expect(Array(file.bytes.prefix(10)) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
        }
    }
}
