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
        #expect(token.description == "2/-/0123abcd/wholeProgram/abc/7/lenient:0~2.2")
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

    @Test(arguments: [
        ("", ReplayTokenError.unknownFormat("")),
        ("1/a/publicAPI/0/0/fifo", .unknownFormat("1")),
        ("2/-/a/publicAPI/0/0", .wrongNumberOfParts(6)),
        ("2/x/a/publicAPI/0/0/fifo", .badPart(name: "subject", text: "x")),
        ("2/-/a/both/0/0/fifo", .badPart(name: "tier", text: "both")),
        ("2/-/a/publicAPI/xyz/0/fifo", .badPart(name: "trace", text: "xyz")),
        ("2/-/a/publicAPI/0/-1/fifo", .badPart(name: "seed", text: "-1")),
        ("2/-/a/publicAPI/0/0/lifo", .badSchedule(.unknownKind("lifo"))),
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
            from: ["INTERLEAVING_SCHEDULE": "2/-/x/publicAPI/0/12/lenient:0.1"])
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
