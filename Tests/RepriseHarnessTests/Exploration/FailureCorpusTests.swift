import Foundation
import RepriseHarness
import RepriseTesting
import Testing

/// What failed before is kept beside the fixture, and goes when it applies no more.
@Suite struct FailureCorpusTests {
    private func token(_ seed: UInt64) -> ReplayToken {
        ReplayToken(
            schedule: .seeded(seed),
            randomSeed: 0,
            traceHash: seed,
            tier: .publicAPI,
            build: "b"
        )
    }

    /// A folder for one test.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("corpus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    @Test func `It stands beside the fixture`() {
        for fixture in ["Fixtures/a.b.jsonl.gz", "Fixtures/a.b.jsonl", "Fixtures/a.b"] {
            #expect(FailureCorpus(besideFixture: fixture).path == "Fixtures/a.b.failures")
        }
    }

    @Test func `Tokens are kept, newest first, once, and not too many`() throws {
        try withFolder { folder in
            let corpus = FailureCorpus(besideFixture: folder + "/a.jsonl")
            #expect(corpus.tokens.isEmpty)
            for seed in [1, 2, 1] as [UInt64] {
                try corpus.update(adding: token(seed), removing: [])
            }
            #expect(corpus.tokens == [token(1), token(2)])
            try corpus.update(adding: token(3), removing: [token(1)])
            #expect(corpus.tokens == [token(3), token(2)])
            for seed in 10..<100 as Range<UInt64> {
                try corpus.update(adding: token(seed), removing: [])
            }
            #expect(corpus.tokens.count == FailureCorpus.limit)
            #expect(corpus.tokens.first == token(99))
            try corpus.update(adding: nil, removing: corpus.tokens)
            #expect(!FileManager.default.fileExists(atPath: corpus.path), "the file goes, too")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test func `What is no token is passed over, and a file that cannot be written is an error`()
        throws
    {
        try withFolder { folder in
            let corpus = FailureCorpus(besideFixture: folder + "/a.jsonl")
            try "# words\n\nnonsense\n2/old\n\(token(5))\n".write(
                toFile: corpus.path,
                atomically: true,
                encoding: .utf8
            )
            #expect(corpus.tokens == [token(5)])
            try corpus.update(adding: token(6), removing: [])
            #expect(
                try String(contentsOfFile: corpus.path, encoding: .utf8).hasSuffix(
                    "\n\(token(6))\n\(token(5))\n"
                )
            )
            let nowhere = FailureCorpus(besideFixture: folder + "/none/a.jsonl")
            let error = #expect(throws: FailureCorpusError.self) {
                try nowhere.update(adding: token(1), removing: [])
            }
            #expect(error?.description.contains("none/a.failures cannot be written") == true)
        }
    }

    @Test func `Long files are read whole, and what is cut off is no token`() throws {
        try withFolder { folder in
            let corpus = FailureCorpus(besideFixture: folder + "/a.jsonl")
            let words = String(repeating: "# words\n", count: 100_000)
            try "\(words)\(token(5))\n\(token(67))".write(
                toFile: corpus.path,
                atomically: true,
                encoding: .utf8
            )
            #expect(corpus.tokens == [token(5)])
            let text = "\(token(5))\n\(token(67))\n"
            for length in 0...text.count {
                try text.prefix(length).write(
                    toFile: corpus.path,
                    atomically: true,
                    encoding: .utf8
                )
                #expect([[], [token(5)], [token(5), token(67)]].contains(corpus.tokens))
            }
        }
    }

    @Test
    func `A test that fails keeps what failed, tries it first, and lets it go when it is mended`()
        throws
    {
        try withFolder { folder in
            let fixture = folder + "/racing.jsonl"
            try Racing.record().write(to: fixture)
            let corpus = FailureCorpus(besideFixture: fixture)
            func explored(_ bot: Bot) throws -> ReplayExplorationReport {
                // The same test each time, whoever asks.
                try explore(fixture, against: bot, Racing.takesTheFirst, function: "racing()")
            }
            func failing() throws -> ExplorationFailure? {
                var found: ExplorationFailure?
                try withKnownIssue {
                    found = try explored(Racing.bot).exploration.failure
                } matching: { issue in
                    issue.comments.first?.rawValue.contains("kept in \(corpus.path)") == true
                }
                return found
            }
            let first = try #require(try failing())
            #expect(corpus.tokens == [first.token])
            let second = try #require(try failing())
            #expect(second.run == 2, "right after the plain order")
            #expect(second.token == first.token)
            let mended = try explored(Racing.mended)
            #expect(mended.holds)
            #expect(corpus.tokens.isEmpty)
        }
    }
}

/// A token is good for the recording and the settings with which it was found.
@Suite struct TokenCircumstancesTests {
    private func failure(
        _ replay: Replay,
        processing: Processing? = nil
    ) throws -> ExplorationFailure {
        let report = try replay.explore(
            Racing.bot,
            processing: processing,
            [Racing.takesTheFirst]
        )
        return try #require(report.exploration.failure)
    }

    @Test func `A token is refused where the session, faults, timing or processing are others`()
        throws
    {
        let replay = Replay(try Racing.record())
        let token = try failure(replay).token
        #expect(token.description.count <= 200)
        var again = Exploration()
        try again.replay(token)
        func expectRefusal(
            _ circumstance: ReplayToken.Circumstance,
            _ replay: Replay,
            _ processing: Processing? = nil
        ) {
            #expect(
                throws: ReplayTokenMismatch.otherCircumstances(token: token, [circumstance]),
                "\(circumstance)"
            ) {
                try replay.explore(
                    Racing.bot,
                    processing: processing,
                    under: again,
                    [Racing.takesTheFirst]
                )
            }
        }
        var faulty = replay
        faulty.faults = [.call(.call("users.info"), .rateLimited(retryAfter: 2))]
        expectRefusal(.faults, faulty)
        expectRefusal(.processing, replay, .detached(limit: 3))
        var recorded = replay
        recorded.options.perturbation = .recorded
        expectRefusal(.timing, recorded)
        var limited = again
        limited.limits.steps = 500_000
        #expect(throws: ReplayTokenMismatch.otherCircumstances(token: token, [.limits])) {
            try replay.explore(Racing.bot, under: limited, [Racing.takesTheFirst])
        }
        let repeated = try replay.explore(Racing.bot, under: again, [Racing.takesTheFirst])
        #expect(repeated.exploration.replayed?.isSameRun == true)
    }

    @Test
    func
        `The report says which step decides, for which event, and draws both replays in 80 columns`()
        throws
    {
        let report = try Replay(try Racing.record()).explore(Racing.bot, [Racing.takesTheFirst])
        let text = report.description
        #expect(text.contains("the order that decides, at step"))
        #expect(text.contains("what the bot did where it fails"))
        let lines = text.split(separator: "\n")
        let drawn = lines.filter { $0.contains(" | ") || $0.contains("-+-") }
        #expect(drawn.count > 6)
        #expect(drawn.allSatisfy { $0.count <= 80 })
    }
}

extension Racing {
    /// The same, with the answers in the order of the questions.
    static let mended = Bot(.rtm, processing: .queued()) { event, context in
        guard event.text == "both" else { return }
        for user in ["U1", "U2"] {
            _ = try? await context.call("users.info", ["user": .string(user)])
        }
        try await context.reply("first U1", to: event)
    }
}
