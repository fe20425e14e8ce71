import Foundation
import Testing

@testable import Interleaving

@Suite struct ReplayTokenTests {
    private let token = ReplayToken(
        schedule: .lenient([0, 0, 2]),
        randomSeed: 7,
        traceHash: 0xABC,
        tier: .wholeProgram,
        build: "0123abcd"
    )

    @Test func `A token is one word and back`() throws {
        #expect(token.description == "3/-/0123abcd/w/abc/7/-/lenient:0~2.2")
        #expect(try ReplayToken(token.description) == token)
    }

    @Test func `A token says whose it is, and is for nobody else`() throws {
        let token = ReplayToken(
            schedule: .firstInFirstOut,
            randomSeed: 0,
            traceHash: 1,
            tier: .publicAPI,
            build: "b",
            subject: "Tests/Desk.swift closes()"
        )
        #expect(try ReplayToken(token.description) == token)
        #expect(token.isFor("Tests/Desk.swift closes()"))
        #expect(!token.isFor("Tests/Desk.swift opens()"))
        #expect(token.isFor(nil), "nobody says what is explored")
        #expect(self.token.isFor("Tests/Desk.swift opens()"), "the token does not say it")
    }

    @Test func `A token names the circumstances that it was found under`() throws {
        let found: [ReplayToken.Circumstance: String] = [
            .faults: "none", .limits: "few", .input: "a",
        ]
        let token = ReplayToken(
            schedule: .seeded(.max),
            randomSeed: .max,
            traceHash: .max,
            tier: .wholeProgram,
            build: "0123456789abcdef0123",
            subject: "Tests/Desk.swift closes()",
            circumstances: Dictionary(
                uniqueKeysWithValues: ReplayToken.Circumstance.allCases.map {
                    ($0, found[$0] ?? "")
                }
            )
        )
        #expect(try ReplayToken(token.description) == token)
        #expect(token.description.count <= 95 + token.schedule.token.count)
        #expect(token.differences(from: found).isEmpty)
        #expect(token.differences(from: [.faults: "one", .input: "b"]) == [.faults, .input])
        #expect(self.token.differences(from: found).isEmpty, "the token does not say")
        #expect(token.isOfThisBuild == (BuildIdentity.current.prefix(10) == "0123456789"))
    }

    @Test func `A token of other circumstances, or of another test, is refused, and why`() throws {
        var found = Exploration()
        found.subject = "closes()"
        found.circumstances[.faults] = "429"
        let token = try #require(found.run { _ in throw CancellationError() }.failure?.token)
        var again = found
        try again.check(token)
        again.circumstances[.faults] = "none"
        again.limits.latency = .zero
        #expect(
            throws: ReplayTokenMismatch.otherCircumstances(token: token, [.faults, .limits])
        ) { try again.check(token) }
        again.subject = "opens()"
        #expect(throws: ReplayTokenMismatch.otherSubject(token: token, subject: "opens()")) {
            try again.check(token)
        }
        #expect(throws: ReplayTokenMismatch.otherSubject(token: token, subject: "opens()")) {
            try again.replay(token)
        }
    }

    @Test(arguments: [
        ("", ReplayTokenError.unknownFormat("")),
        ("2/-/a/publicAPI/0/0/fifo", .unknownFormat("2")),
        ("3/-/a/p/0/0/-", .wrongNumberOfParts(7)),
        ("3/x/a/p/0/0/-/fifo", .badPart(name: "subject", text: "x")),
        ("3/-/a/both/0/0/-/fifo", .badPart(name: "tier", text: "both")),
        ("3/-/a/p/xyz/0/-/fifo", .badPart(name: "trace", text: "xyz")),
        ("3/-/a/p/0/-1/-/fifo", .badPart(name: "seed", text: "-1")),
        ("3/-/a/p/0/0/q0000/fifo", .badPart(name: "circumstances", text: "q0000")),
        ("3/-/a/p/0/0/e12/fifo", .badPart(name: "circumstances", text: "e12")),
        ("3/-/a/p/0/0/-/lifo", .badSchedule(.unknownKind("lifo"))),
    ])
    func `What is no token says why`(text: String, error: ReplayTokenError) {
        #expect(throws: error) { try ReplayToken(text) }
    }

    @Test func `The build's name is the id that the linker left in the program`() throws {
        guard Toolchain.current.hasCHalf else {
            #expect(BuildIdentity.current == "unknown")
            return
        }
        let id = Array(BuildIdentity.current)
        let bytes = stride(from: 0, to: id.count, by: 2).compactMap {
            UInt8(String(id[$0...].prefix(2)), radix: 16)
        }
        #expect(bytes.count == 10)
        let program = try Data(contentsOf: URL(fileURLWithPath: "/proc/self/exe"))
        // The end of the note's head: whose it is.
        #expect(program.range(of: Data("GNU\0".utf8 + bytes)) != nil)
    }
}

@Suite struct ExplorationEnvironmentTests {
    @Test func `The environment overrides what it names`() throws {
        var exploration = Exploration(schedules: 5, seed: 1)
        try exploration.configure(
            from: [
                "REPRISE_SCHEDULES": "700", "REPRISE_SEED": "9", "REPRISE_SECONDS": "3",
                "REPRISE_STRATEGIES": "random,prioritized3",
            ],
            prefix: "REPRISE_"
        )
        #expect(exploration.schedules == 700)
        #expect(exploration.seed == 9)
        #expect(exploration.timeBudget == .seconds(3))
        #expect(exploration.method == .strategies([.random, .prioritized(depth: 3)]))
    }

    @Test func `An empty environment changes nothing`() throws {
        var exploration = Exploration(schedules: 5, seed: 1)
        try exploration.configure(from: ["INTERLEAVING_SEED": ""])
        #expect(exploration.schedules == 5)
        #expect(exploration.seed == 1)
        #expect(exploration.method == .portfolio)
    }

    @Test func `A schedule is run first, and the exploration goes on`() throws {
        var exploration = Exploration()
        try exploration.configure(from: ["INTERLEAVING_SCHEDULE": "seed:4"])
        #expect(exploration.firstSchedule == .seeded(4))
        try exploration.configure(
            from: ["INTERLEAVING_SCHEDULE": "3/-/x/p/0/c/-/lenient:0.1"])
        #expect(exploration.firstSchedule == .lenient([0, 1]))
        #expect(exploration.method == .portfolio)
        #expect(exploration.randomSeed == 12)
        #expect(exploration.tier == .publicAPI)
    }

    @Test func `A token of another subject is left alone`() throws {
        let token = ReplayToken(
            schedule: .seeded(1),
            randomSeed: 9,
            traceHash: 1,
            tier: .publicAPI,
            build: "b",
            subject: "this"
        )
        var exploration = Exploration()
        exploration.subject = "that"
        try exploration.configure(from: ["INTERLEAVING_SCHEDULE": token.description])
        #expect(exploration.firstSchedule == nil)
        #expect(exploration.randomSeed == 0)
        #expect(exploration.foreignToken == token)
        exploration.subject = "this"
        try exploration.configure(from: ["INTERLEAVING_SCHEDULE": token.description])
        #expect(exploration.firstSchedule == .seeded(1))
    }

    @Test(arguments: [
        (
            ["INTERLEAVING_SECONDS": "0"],
            ExplorationEnvironmentError.notANumber(variable: "INTERLEAVING_SECONDS", value: "0")
        ),
        (
            ["INTERLEAVING_SCHEDULES": "0"],
            .notANumber(variable: "INTERLEAVING_SCHEDULES", value: "0")
        ),
        (
            ["INTERLEAVING_STRATEGIES": "random,best"],
            .unknownStrategy(variable: "INTERLEAVING_STRATEGIES", name: "best")
        ),
        (
            ["INTERLEAVING_STRATEGIES": "exhaustive-1"],
            .notANumber(variable: "INTERLEAVING_STRATEGIES", value: "exhaustive-1")
        ),
    ])
    func `What cannot be read says which variable`(
        environment: [String: String],
        error: ExplorationEnvironmentError
    ) {
        var exploration = Exploration()
        #expect(throws: error) { try exploration.configure(from: environment) }
    }
}
