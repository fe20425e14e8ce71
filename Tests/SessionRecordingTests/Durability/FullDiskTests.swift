import Foundation
import RepriseFloor
import RepriseTestSupport
import SessionRecording
import Testing

@Suite(.timeLimit(.minutes(10))) struct FullDiskTests {
    private let entries = (0..<4_000).map { index in
        SessionEntry(
            at: Int64(index),
            .note("entry \(index) \(UInt64(index) &* 0x9e37_79b9_7f4a_7c15)")
        )
    }

    /// Records to `path` although the disk fails; what is reported, how it ends, and what can be read.
    private func record(
        to path: String
    ) async throws -> (reports: [FixtureError], end: FixtureError?, salvaged: Session) {
        let reports = Locked<[FixtureError]>([])
        let writer = try SessionWriter(
            path: path,
            header: Samples.header,
            options: SessionWriter.Options(
                flushInterval: .zero,
                onFailure: { error in reports.withLock { $0.append(error) } }
            )
        )
        for entry in entries {
            writer.append(entry)
            await writer.waitForRoom()
        }
        var end: FixtureError?
        do throws(FixtureError) { try await writer.finish() } catch { end = error }
        return (reports.withLock { $0 }, end, try Session(contentsOf: path + ".partial"))
    }

    @Test(.enabled(if: SmallDisk.isAllowed, "mounting is not allowed here"))
    func `A disk that runs full is reported once and keeps what was written`() async throws {
        try await withFolder { folder in
            let disk = try SmallDisk(at: folder, size: "64k")
            defer { disk.remove() }
            let path = folder + "/a.jsonl.gz"
            try Samples.everything.write(to: path)
            let (reports, end, salvaged) = try await record(to: path)
            #expect(reports.map(\.reason) == [.file(operation: .write, code: ENOSPC)])
            guard case .incompleteRecording(let written, let lost, .write, ENOSPC)? = end?.reason
            else {
                Issue.record("\(String(describing: end))")
                return
            }
            #expect(written + lost == entries.count)
            #expect(written > 100)
            #expect(salvaged.entries.prefix(written) == entries.prefix(written))
            // The fixture that was there is as it was.
            #expect(try Session(contentsOf: path) == Samples.everything)
        }
    }

    @Test func `A limit on the size of files does not end the process`() async throws {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            let claims = try await offPool {
                let recorder = try KillableRecorder(
                    path,
                    interval: 0,
                    durability: "flush",
                    limit: 40_000
                )
                #expect(recorder.collect() == 0)
                return recorder.claims
            }
            #expect(claims.words.count == 2)
            #expect(claims.words.first?.contains("File too large") == true)
            let salvaged = try Session(contentsOf: path + ".partial")
            #expect(salvaged.entries.count >= claims.flushed)
            #expect(claims.flushed > 20)
        }
    }

    @Test(.enabled(if: getuid() != 0, "root may write anywhere"))
    func `A folder that is read-only is refused at once`() async throws {
        try await withFolder { folder in
            chmod(folder, 0o500)
            defer { chmod(folder, 0o700) }
            let error = #expect(throws: FixtureError.self) {
                try SessionWriter(path: folder + "/a", header: Samples.header)
            }
            #expect(error?.reason == .file(operation: .create, code: EACCES))
        }
    }

    @Test func `A folder that vanishes is reported at the end`() async throws {
        try await withFolder { folder in
            let path = folder + "/gone/a.jsonl.gz"
            try FileManager.default.createDirectory(
                atPath: folder + "/gone",
                withIntermediateDirectories: false
            )
            let writer = try SessionWriter(path: path, header: Samples.header)
            for entry in entries.prefix(10) { writer.append(entry) }
            try FileManager.default.removeItem(atPath: folder + "/gone")
            let error = await #expect(throws: FixtureError.self) { try await writer.finish() }
            guard case .incompleteRecording(_, _, _, ENOENT)? = error?.reason else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(writer.failure != nil)
        }
    }
}

/// A file system of a few kilobytes.
private struct SmallDisk {
    private let path: String

    /// Whether this process may mount one.
    static let isAllowed: Bool = {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("reprise-\(UUID().uuidString)").path
        guard
            (try? FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: false
            )) != nil
        else { return false }
        defer { rmdir(folder) }
        guard let disk = try? SmallDisk(at: folder, size: "64k") else { return false }
        disk.remove()
        return true
    }()

    init(at path: String, size: String) throws {
        self.path = path
        guard Self.run("mount", "-t", "tmpfs", "-o", "size=\(size)", "reprise-test", path) else {
            throw CocoaError(.featureUnsupported)
        }
    }

    func remove() {
        _ = Self.run("umount", path)
    }

    private static func run(_ arguments: String...) -> Bool {
        let program = arguments[0]
        return (try? ChildProgram.run(program, Array(arguments.dropFirst())).end) == .exited(0)
    }
}
