import Foundation
import SessionRecording
import Testing

@Suite(.timeLimit(.minutes(10))) struct RepairFileTests {
    @Test func `What a killed recorder left becomes a finished fixture beside it`() async throws {
        try await withFolder { folder in
            let partial = folder + "/a.jsonl.gz.partial"
            try Data(Samples.everything.fixtureBytes().dropLast(40))
                .write(to: URL(fileURLWithPath: partial))
            let before = try Data(contentsOf: URL(fileURLWithPath: partial))
            let report = try SessionRepair.repair(path: partial, to: folder + "/a.jsonl.gz")
            #expect(report.isWritten && report.firstMissingLine != nil)
            #expect(try Session(contentsOf: folder + "/a.jsonl.gz").isComplete)
            #expect(try Data(contentsOf: URL(fileURLWithPath: partial)) == before)
            #expect(try files(in: folder) == ["a.jsonl.gz", "a.jsonl.gz.partial"])
        }
    }

    @Test(arguments: [0o600, 0o644])
    func `What was private because it was not finished stays so, and says why`(mode: Int)
        async throws
    {
        try await withFolder { folder in
            let (partial, output) = (folder + "/a.partial", folder + "/a")
            try Data(Samples.everything.fixtureBytes().dropLast(40))
                .write(to: URL(fileURLWithPath: partial))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: partial)
            let report = try SessionRepair.repair(path: partial, to: output)
            let attributes = try FileManager.default.attributesOfItem(atPath: output)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode)
            #expect(report.mayHoldLateSecrets == (mode == 0o600))
            #expect(report.description.contains("a secret may be left") == (mode == 0o600))
        }
    }

    @Test func `A recording that goes on is not repaired`() async throws {
        try await withFolder { folder in
            let writer = try SessionWriter(path: folder + "/a", header: Samples.header)
            let error = #expect(throws: FixtureError.self) {
                try SessionRepair.repair(path: folder + "/a.partial", to: folder + "/b")
            }
            #expect(error?.reason == .inUse)
            try await writer.finish()
        }
    }

    @Test func `A fixture is replaced in place, and a whole one is left alone`() async throws {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            let whole = Data(Samples.everything.fixtureBytes())
            try (whole + [7, 7]).write(to: URL(fileURLWithPath: path))
            #expect(try SessionRepair.repair(path: path, to: path).isWritten)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
            #expect(try !SessionRepair.repair(path: path, to: path).isWritten)
            #expect(try files(in: folder) == ["a.jsonl.gz"])
        }
    }

    @Test func `Where nothing can be kept nothing is written`() async throws {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            try Data(Samples.everything.fixtureBytes().prefix(12))
                .write(to: URL(fileURLWithPath: path))
            let report = try SessionRepair.repair(path: path, to: folder + "/b")
            #expect(report.isHopeless && !report.isWritten)
            #expect(report.description.hasPrefix("nothing can be kept"))
            #expect(try files(in: folder) == ["a.jsonl.gz"])
        }
    }
}
