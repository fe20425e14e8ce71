import Interleaving
import Testing

@Suite struct ScheduleTokenTests {
    @Test(arguments: [
        (Schedule.firstInFirstOut, "fifo"),
        (.seeded(0), "seed:0"),
        (.seeded(.max), "seed:18446744073709551615"),
        (.choices([]), "choices:"),
        (.choices([3]), "choices:3"),
        (.choices([0, 0, 0, 2, 1, 1]), "choices:0~3.2.1~2"),
        (.lenient([0, 4]), "lenient:0.4"),
    ])
    func `A schedule is one word and back`(schedule: Schedule, token: String) throws {
        #expect(schedule.token == token)
        #expect(try Schedule(token: token) == schedule)
    }

    @Test(arguments: [
        "probe:plain:0:", "probe:pass7:1400:", "probe:newest:9:1f2e3d4c", "probe:wakers:9:",
        "probe:turn:9:1.ff", "probe:time:9:",
        "branch:42:0~6.2", "branch:0:", "placed:3:80", "uniform:42:3.8~2",
    ])
    func `What an exploration makes up is one word and back`(token: String) throws {
        let schedule = try Schedule(token: token)
        #expect(schedule.token == token)
    }

    @Test(arguments: [
        ("", ScheduleTokenError.unknownKind("")),
        ("lifo", .unknownKind("lifo")),
        ("fifo:", .unknownKind("fifo:")),
        ("seed:", .badSeed("")),
        ("seed:-1", .badSeed("-1")),
        ("choices:1.x", .badChoice("x")),
        ("choices:-1", .badChoice("-1")),
        ("choices:1~0", .badChoice("1~0")),
        ("choices:1..2", .badChoice("")),
        ("choices:1~2~3", .badChoice("1~2~3")),
        ("lenient:0~9000000000000", .tooManyChoices),
        ("probe:", .badProbe("")),
        ("probe:oldest:1:", .badProbe("oldest:1:")),
        ("probe:plain:", .badProbe("plain:")),
        ("probe:plain:-1:", .badProbe("plain:-1:")),
        ("probe:pass-1:1:", .badProbe("pass-1:1:")),
        ("probe:plain:1:xyz", .badProbe("plain:1:xyz")),
        ("branch:1", .badSeed("1")),
        ("branch:x:1", .badSeed("x:1")),
        ("branch:1:x", .badChoice("x")),
        ("uniform:1", .badSeed("1")),
        ("uniform:1:x", .badChoice("x")),
    ])
    func `What is no schedule says why`(token: String, error: ScheduleTokenError) {
        #expect(throws: error) { try Schedule(token: token) }
    }
}
