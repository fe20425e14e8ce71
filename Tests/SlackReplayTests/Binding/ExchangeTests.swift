import RepriseFloor
import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Equal actions that overlap: a bot that says `working…` to several people at once, and then puts each one's result
/// in the place of it.
@Suite struct ExchangeTests {
    private static let people = ["Ann", "Bob", "Cyd"]

    private static func question(_ person: Int) -> String { "1764288000.00010\(person)" }
    private static func answer(_ person: Int) -> String { "1764288000.00020\(person)" }

    /// The time between what is done for one and for the next, in milliseconds.
    private static let pause: Int64 = 20

    private static func step(_ person: Int) -> Int64 { pause * Int64(person) }

    private static let working = WebAPICall.post("working…")

    private static func update(_ ts: String, _ person: Int) -> WebAPICall {
        WebAPICall(
            method: "chat.update",
            arguments: [
                JSONMember("channel", "C1"), JSONMember("ts", .string(ts)),
                JSONMember("text", .string("for \(people[person]): done")),
            ]
        )
    }

    private static func changed(_ ts: String, _ person: Int) -> SocketMessage {
        SocketMessage(
            json: [
                "type": "message", "subtype": "message_changed", "channel": "C1",
                "message": ["ts": .string(ts), "text": .string("for \(people[person]): done")],
            ]
        )
    }

    /// Everybody asks, everybody is told to wait, everybody gets a result, which Slack echoes.
    private static let together: Session = {
        var builder = SessionBuilder.rtm()
        for person in people.indices {
            let asked = SocketMessage.event("\(people[person]) asks", ts: question(person))
            builder.at(100, .receive(socket: 1, asked))
        }
        for person in people.indices {
            builder.at(110 + Self.step(person), .call(id: 2 + person, working))
            builder.at(120 + Self.step(person), .answer(call: 2 + person, .posted(answer(person))))
        }
        for person in people.indices {
            builder.at(
                400 + Self.step(person),
                .call(id: 5 + person, update(answer(person), person))
            )
            builder.at(405 + Self.step(person), .answer(call: 5 + person, .posted(answer(person))))
            builder.at(
                410 + Self.step(person),
                .receive(socket: 1, changed(answer(person), person))
            )
        }
        return builder.session
    }()

    /// One after the other.
    private static let inTurn: Session = {
        var builder = SessionBuilder.rtm()
        for person in people.indices {
            let start = Int64(100 * (person + 1))
            let asked = SocketMessage.event("\(people[person]) asks", ts: question(person))
            builder.at(start, .receive(socket: 1, asked))
            builder.at(start + 10, .call(id: 2 + 2 * person, working))
            builder.at(start + 20, .answer(call: 2 + 2 * person, .posted(answer(person))))
            builder.at(start + 30, .call(id: 3 + 2 * person, update(answer(person), person)))
            builder.at(start + 40, .answer(call: 3 + 2 * person, .posted(answer(person))))
        }
        return builder.session
    }()

    private static let orders = [
        [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0],
    ]

    private static func ts(_ answer: WebAPIAnswer) throws -> String {
        try #require(try answer.json()["ts"]?.string)
    }

    @Test(arguments: orders, orders)
    func `Whoever is told first to wait, and whoever gets a result first, it is the same bot`(
        told: [Int],
        done: [Int]
    ) throws {
        var driver = try CursorDriver(Self.together)
        let socket = try driver.connect()
        for _ in Self.people { _ = try driver.take(on: socket) }
        var places = ["", "", ""]
        for person in told { places[person] = try Self.ts(driver.call(Self.working)) }
        for person in done {
            let ts = try Self.ts(driver.call(Self.update(places[person], person)))
            #expect(ts == places[person], "the answer is about the bot's own message")
        }
        // And so is what comes over the socket.
        var echoes: Set<String> = []
        for _ in Self.people { echoes.insert(try driver.take(on: socket)) }
        #expect(echoes == Set(Self.people.indices.map { Self.changed(places[$0], $0).text }))
        let report = driver.cursor.report()
        #expect(report.isFaithful, "\(report)")
    }

    /// One handler that reserves three places one after the other, and fills them, knows which is which.
    @Test(arguments: orders)
    func `Places that one handler made one after the other keep what was put there`(
        order: [Int]
    ) throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("status?", ts: Self.question(0))))
        for place in 0..<3 {
            let at = 110 + 20 * Int64(place)
            builder.at(at, .call(id: 2 + place, Self.working))
            builder.at(at + 10, .answer(call: 2 + place, .posted(Self.answer(place))))
        }
        for place in 0..<3 {
            let at = 200 + 20 * Int64(place)
            builder.at(at, .call(id: 5 + place, Self.update(Self.answer(place), place)))
            builder.at(at + 10, .answer(call: 5 + place, .posted(Self.answer(place))))
        }
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        let places = try (0..<3).map { _ in try Self.ts(driver.call(Self.working)) }
        for (place, person) in zip(places, order) {
            _ = try? driver.call(Self.update(place, person))
        }
        #expect(driver.cursor.report().isFaithful == (order == [0, 1, 2]))
    }

    @Test func `A result in the place of another, which has its own already, is told`() throws {
        var driver = try CursorDriver(Self.together)
        let socket = try driver.connect()
        for _ in Self.people { _ = try driver.take(on: socket) }
        let places = try Self.people.map { _ in try Self.ts(driver.call(Self.working)) }
        try driver.call(Self.update(places[0], 0))
        #expect(throws: TransportFailure.self) { try driver.call(Self.update(places[0], 1)) }
        // And it has changed nothing: the rest goes on as it was.
        try driver.call(Self.update(places[2], 1))
        try driver.call(Self.update(places[1], 2))
        #expect(driver.cursor.report().divergences.count == 1)
    }

    @Test func `A result in a place that nobody was given is told`() throws {
        var driver = try CursorDriver(Self.together)
        let socket = try driver.connect()
        for _ in Self.people { _ = try driver.take(on: socket) }
        for _ in Self.people { try driver.call(Self.working) }
        #expect(throws: TransportFailure.self) {
            try driver.call(Self.update("1764288000.000999", 1))
        }
        #expect(throws: TransportFailure.self) {
            try driver.call(Self.update(Self.question(0), 0))
        }
    }

    @Test func `Who asks later cannot have the place of who has asked before`() throws {
        var driver = try CursorDriver(Self.inTurn)
        let socket = try driver.connect()
        var places: [String] = []
        for _ in Self.people {
            _ = try driver.take(on: socket)
            places.append(try Self.ts(driver.call(Self.working)))
        }
        #expect(throws: TransportFailure.self) { try driver.call(Self.update(places[0], 1)) }
        try driver.call(Self.update(places[0], 0))

        // Nor the other way round: who was there first may be in the second place, but the second not in the first.
        driver = try CursorDriver(Self.inTurn)
        _ = try driver.connect()
        places = []
        for _ in Self.people {
            _ = try driver.take(on: socket)
            places.append(try Self.ts(driver.call(Self.working)))
        }
        _ = try? driver.call(Self.update(places[1], 0))
        #expect(throws: TransportFailure.self) { try driver.call(Self.update(places[0], 1)) }
    }

    @Test(arguments: orders)
    func `Who was last may get the first place as long as nothing is done with it`(
        done: [Int]
    ) throws {
        // Two ask at once and the third later: in the recording each is told to wait in the order of asking. Here the second is
        // told last, in the place that was recorded for the third.
        var builder = SessionBuilder.rtm()
        for person in [0, 1] {
            let asked = SocketMessage.event(
                "\(Self.people[person]) asks",
                ts: Self.question(person)
            )
            builder.at(100, .receive(socket: 1, asked))
        }
        let third = SocketMessage.event("Cyd asks", ts: Self.question(2))
        for person in Self.people.indices {
            if person == 2 { builder.at(300, .receive(socket: 1, third)) }
            let start = person == 2 ? 310 : 110 + Self.step(person)
            builder.at(start, .call(id: 2 + person, Self.working))
            builder.at(start + 5, .answer(call: 2 + person, .posted(Self.answer(person))))
        }
        for person in Self.people.indices {
            let ts = Self.answer(person)
            builder.at(400 + Self.step(person), .call(id: 5 + person, Self.update(ts, person)))
            builder.at(405 + Self.step(person), .answer(call: 5 + person, .posted(ts)))
        }
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        var places = ["", "", ""]
        for _ in [0, 1] { _ = try driver.take(on: socket) }
        places[0] = try Self.ts(driver.call(Self.working))
        _ = try driver.take(on: socket)
        for person in [2, 1] { places[person] = try Self.ts(driver.call(Self.working)) }
        for person in done { try driver.call(Self.update(places[person], person)) }
        let report = driver.cursor.report()
        #expect(report.isFaithful, "\(report)")
    }

    @Test(arguments: orders) func `Those who came one after the other may come at once`(
        told: [Int]
    ) throws {
        var driver = try CursorDriver(Self.inTurn)
        let socket = try driver.connect()
        for _ in Self.people { _ = try driver.take(on: socket) }
        var places = ["", "", ""]
        for person in told { places[person] = try Self.ts(driver.call(Self.working)) }
        for person in Self.people.indices { try driver.call(Self.update(places[person], person)) }
        let report = driver.cursor.report()
        #expect(report.isFaithful, "\(report)")
    }

    private static func thumb(_ ts: String) -> WebAPICall {
        WebAPICall(
            method: "reactions.add",
            arguments: [
                JSONMember("channel", "C1"), JSONMember("name", "eyes"),
                JSONMember("timestamp", .string(ts)),
            ]
        )
    }

    @Test func `What is done with both must be equal`() throws {
        var builder = SessionBuilder()
        for person in [0, 1] {
            builder.at(10 + Self.step(person), .call(id: 1 + person, Self.working))
        }
        for person in [0, 1] {
            builder.at(
                40 + Self.step(person),
                .answer(call: 1 + person, .posted(Self.answer(person)))
            )
        }
        for person in [0, 1] {
            builder.at(
                130 + Self.step(person),
                .call(id: 3 + person, Self.thumb(Self.answer(person)))
            )
            builder.at(
                140 + Self.step(person),
                .answer(call: 3 + person, WebAPIAnswer(json: ["ok": true]))
            )
        }
        for person in [0, 1] {
            builder.at(
                250 + Self.step(person),
                .call(id: 5 + person, Self.update(Self.answer(person), person))
            )
            builder.at(
                260 + Self.step(person),
                .answer(call: 5 + person, .posted(Self.answer(person)))
            )
        }
        var driver = try CursorDriver(builder.session)
        let places = try [0, 1].map { _ in try Self.ts(driver.call(Self.working)) }
        for ts in places { try driver.call(Self.thumb(ts)) }
        try driver.call(Self.update(places[1], 0))
        try driver.call(Self.update(places[0], 1))
        #expect(driver.cursor.report().isFaithful)

        // Or become equal.
        driver = try CursorDriver(builder.session)
        for _ in [0, 1] { try driver.call(Self.working) }
        try driver.call(Self.thumb(places[0]))
        try driver.call(Self.update(places[0], 1))
        #expect(driver.cursor.report().missing.count == 2)
        try driver.call(Self.thumb(places[1]))
        try driver.call(Self.update(places[1], 0))
        #expect(driver.cursor.report().isFaithful)

        // One that gets both thumbs is told for it.
        driver = try CursorDriver(builder.session)
        for _ in [0, 1] { try driver.call(Self.working) }
        try driver.call(Self.thumb(places[0]))
        try driver.call(Self.update(places[0], 1))
        #expect(throws: TransportFailure.self) { try driver.call(Self.thumb(places[0])) }
    }

    /// All ask at once and are told to wait, which gets a thumb, in the order of `told`; then all get their results.
    private static func marked(told: [Int]) -> Session {
        var builder = SessionBuilder.rtm()
        for person in people.indices {
            let asked = SocketMessage.event("\(people[person]) asks", ts: question(person))
            builder.at(100, .receive(socket: 1, asked))
        }
        for (place, person) in told.enumerated() {
            builder.at(110 + step(place), .call(id: 2 + place, working))
            builder.at(120 + step(place), .answer(call: 2 + place, .posted(answer(person))))
        }
        for (place, person) in told.enumerated() {
            builder.at(200 + step(place), .call(id: 5 + place, thumb(answer(person))))
            builder.at(
                210 + step(place),
                .answer(call: 5 + place, WebAPIAnswer(json: ["ok": true]))
            )
        }
        for person in people.indices {
            builder.at(400 + step(person), .call(id: 8 + person, update(answer(person), person)))
            builder.at(405 + step(person), .answer(call: 8 + person, .posted(answer(person))))
        }
        return builder.session
    }

    @Test(arguments: orders, orders) func `One may have its result before the next is told to wait`(
        told: [Int],
        served: [Int]
    ) throws {
        var driver = try CursorDriver(Self.marked(told: told))
        let socket = try driver.connect()
        for _ in Self.people { _ = try driver.take(on: socket) }
        var places: Set<String> = []
        for person in served {
            let ts = try Self.ts(driver.call(Self.working))
            #expect(places.insert(ts).inserted, "each gets a place of its own")
            try driver.call(Self.thumb(ts))
            #expect(try Self.ts(driver.call(Self.update(ts, person))) == ts)
        }
        let report = driver.cursor.report()
        #expect(report.isFaithful, "\(report)")
    }

    @Test func `What another took the place of is missing if it never comes`() throws {
        var driver = try CursorDriver(Self.marked(told: [0, 1, 2]))
        let socket = try driver.connect()
        for _ in Self.people { _ = try driver.take(on: socket) }
        for person in [2, 1] {
            let ts = try Self.ts(driver.call(Self.working))
            try driver.call(Self.thumb(ts))
            try driver.call(Self.update(ts, person))
        }
        // Nobody told Ann to wait, gave her a thumb or a result.
        #expect(driver.cursor.report().missing.count == 3)
        #expect(throws: TransportFailure.self) {
            try driver.call(Self.update(Self.answer(2), 0))
        }
    }

    @Test func `A fourth place is told where three were recorded`() throws {
        var driver = try CursorDriver(Self.marked(told: [0, 1, 2]))
        let socket = try driver.connect()
        for _ in Self.people { _ = try driver.take(on: socket) }
        for person in [2, 0, 1] {
            try driver.call(Self.update(Self.ts(driver.call(Self.working)), person))
        }
        #expect(throws: TransportFailure.self) { try driver.call(Self.working) }
    }

    @Test(arguments: [[0, 1], [1, 0]]) func `Messages over the socket change places, too`(
        told: [Int]
    ) throws {
        var builder = SessionBuilder.rtm()
        for person in [0, 1] {
            let asked = SocketMessage.event("asks", ts: Self.question(person))
            builder.at(100, .receive(socket: 1, asked))
        }
        for person in [0, 1] {
            builder.at(
                110 + Self.step(person),
                .send(socket: 1, .rtm("working…", id: .number("\(person + 1)")))
            )
            let reply: JSONValue = [
                "ok": true, "reply_to": .number("\(person + 1)"),
                "ts": .string(Self.answer(person)), "text": "working…",
            ]
            builder.at(120 + Self.step(person), .receive(socket: 1, SocketMessage(json: reply)))
        }
        for person in [0, 1] {
            builder.at(
                400 + Self.step(person),
                .call(id: 5 + person, Self.update(Self.answer(person), person))
            )
            builder.at(
                405 + Self.step(person),
                .answer(call: 5 + person, .posted(Self.answer(person)))
            )
        }
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        for _ in told { _ = try driver.take(on: socket) }
        var places = ["", ""]
        for person in told {
            try driver.cursor.send(.rtm("working…", id: "x\(person)"), on: socket, at: driver.now)
            let reply = try JSONValue(parsing: Array(driver.take(on: socket).utf8))
            places[person] = try #require(reply["ts"]?.string)
        }
        for person in [0, 1] { try driver.call(Self.update(places[person], person)) }
        let report = driver.cursor.report()
        #expect(report.isFaithful, "\(report)")
    }

    @Test(arguments: [[0, 1], [1, 0]]) func `Streams that begin alike change places, too`(
        told: [Int]
    ) throws {
        func piece(_ method: String, _ text: String, _ ts: String?) -> WebAPICall {
            var arguments = [JSONMember("channel", "C1")]
            if let ts { arguments.append(JSONMember("ts", .string(ts))) }
            if !text.isEmpty { arguments.append(JSONMember("markdown_text", .string(text))) }
            return WebAPICall(method: method, arguments: arguments)
        }
        let start = piece("chat.startStream", "", nil)
        var builder = SessionBuilder()
        for person in [0, 1] {
            builder.at(10 + Self.step(person), .call(id: 1 + person, start))
        }
        for person in [0, 1] {
            builder.at(
                40 + Self.step(person),
                .answer(call: 1 + person, .posted(Self.answer(person)))
            )
        }
        for person in [0, 1] {
            let (name, ts) = (Self.people[person], Self.answer(person))
            builder.at(
                130 + Self.step(person),
                .call(id: 3 + person, piece("chat.appendStream", "For \(name)", ts))
            )
            builder.at(140 + Self.step(person), .answer(call: 3 + person, .posted(ts)))
        }
        for person in [0, 1] {
            let ts = Self.answer(person)
            builder.at(
                250 + Self.step(person),
                .call(id: 5 + person, piece("chat.stopStream", ": done.", ts))
            )
            builder.at(260 + Self.step(person), .answer(call: 5 + person, .posted(ts)))
        }
        var driver = try CursorDriver(builder.session)
        var places = ["", ""]
        for person in told { places[person] = try Self.ts(driver.call(start)) }
        for person in [1, 0] {
            let (name, ts) = (Self.people[person], places[person])
            try driver.call(piece("chat.appendStream", "For ", ts))
            try driver.call(piece("chat.appendStream", name, ts))
        }
        for person in [0, 1] {
            try driver.call(piece("chat.stopStream", ": done.", places[person]))
        }
        let report = driver.cursor.report()
        #expect(report.isFaithful, "\(report)")
    }

    // MARK: In any order

    /// A step of somebody's handler.
    private enum Step: CaseIterable { case asked, told, heard, marked, done, unmarked }

    /// The steps of all handlers in some order: each one's in turn, and all ask in the order of their numbers.
    private static func order(_ generator: inout SeededGenerator) -> [(person: Int, step: Step)] {
        var next = [0, 0, 0, 0]
        var order: [(person: Int, step: Step)] = []
        while let person = next.indices.filter({ person in
            next[person] < Step.allCases.count
                && (next[person] > 0 || person == 0 || next[person - 1] > 0)
        }).randomElement(using: &generator) {
            order.append((person, Step.allCases[next[person]]))
            next[person] += 1
        }
        return order
    }

    private static func call(_ step: Step, _ person: Int, _ ts: String) -> WebAPICall {
        switch step {
        case .asked, .told, .heard: return working
        case .marked: return thumb(ts)
        case .done:
            return WebAPICall(
                method: "chat.update",
                arguments: [
                    JSONMember("channel", "C1"), JSONMember("ts", .string(ts)),
                    JSONMember("text", .string("answer to number \(person)")),
                ]
            )
        case .unmarked:
            return WebAPICall(
                method: "reactions.remove",
                arguments: [JSONMember("channel", "C1"), JSONMember("timestamp", .string(ts))]
            )
        }
    }

    private static func recording(_ order: [(person: Int, step: Step)]) -> Session {
        var builder = SessionBuilder.rtm()
        var places: [Int: String] = [:]
        for (number, (person, step)) in order.enumerated() {
            let at = Int64(100 + 10 * number)
            if step == .told { places[person] = answer(places.count) }
            let ts = places[person] ?? ""
            switch step {
            case .asked:
                builder.at(at, .receive(socket: 1, .event("asks", ts: question(person))))
                continue
            case .told:
                builder.at(at, .call(id: 1_000 + person, working))
                continue
            case .heard:
                builder.at(at, .answer(call: 1_000 + person, .posted(ts)))
                continue
            case .marked, .done, .unmarked: break
            }
            builder.at(at, .call(id: 2 + number, call(step, person, ts)))
            builder.at(at + 5, .answer(call: 2 + number, .posted(ts)))
        }
        return builder.session
    }

    /// Lets handlers get on in some order.
    ///
    /// - Parameter misplaced: Whose result goes to whose place.
    /// - Returns: What was told, and whether anything went to a wrong place.
    private static func play(
        _ order: [(person: Int, step: Step)],
        _ driver: inout CursorDriver,
        misplaced: (person: Int, place: Int)? = nil
    ) throws -> (ReplayReport, isMisplaced: Bool) {
        let socket = try driver.connect()
        var calls: [Int: Int] = [:]
        var places: [Int: String] = [:]
        var isMisplaced = false
        for (person, step) in order {
            switch step {
            case .asked: _ = try driver.take(on: socket)
            case .told:
                guard case .matched(let call, _) = driver.cursor.call(working, at: driver.now)
                else { throw TransportFailure(.divergence, "told \(person)") }
                calls[person] = call
            case .heard:
                let call = try #require(calls[person])
                guard
                    case .answer(let answer) = driver.cursor.takeOutcome(of: call, due: driver.now)
                        .outcome
                else { throw TransportFailure(.divergence, "heard \(person)") }
                places[person] = try ts(answer)
            case .marked, .done, .unmarked:
                var ts = places[person] ?? ""
                if step == .done, person == misplaced?.person, let place = misplaced?.place,
                    let other = places[place]
                {
                    ts = other
                    isMisplaced = true
                }
                _ = try? driver.call(call(step, person, ts))
            }
        }
        #expect(Set(places.values).count == 4)
        return (driver.cursor.report(), isMisplaced)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `In whatever order handlers get on, it is the same bot`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let session = Self.recording(Self.order(&generator))
        var driver = try CursorDriver(session, options: ReplayOptions(pace: .immediate))
        let (report, _) = try Self.play(Self.order(&generator), &driver)
        #expect(report.isFaithful, "\(report)")
    }

    @Test func `A result in another's place is told, in whatever order handlers get on`() throws {
        var misplaced = 0
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let session = Self.recording(Self.order(&generator))
            var driver = try CursorDriver(session, options: ReplayOptions(pace: .immediate))
            let person = Int.random(in: 0..<4, using: &generator)
            let place = (person + Int.random(in: 1..<4, using: &generator)) % 4
            let (report, isMisplaced) = try Self.play(
                Self.order(&generator),
                &driver,
                misplaced: (person, place)
            )
            guard isMisplaced else { continue }
            misplaced += 1
            #expect(!report.isFaithful, "seed \(seed)")
        }
        #expect(misplaced > 50)
    }
}
