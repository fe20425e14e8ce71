import Testing
import WebSocketCodec

/// Every state of an endpoint and every way in which its connection can end: the end is told, in time and once, behind all
/// that came before it, and whoever waits to be written hears what became of that.
struct EndpointEndTests {
    /// One way in which it may go.
    struct Course: CustomTestStringConvertible {
        var role: WebSocketRole
        /// Whether the owner has no room for what has come.
        var isFull: Bool
        /// Whether the owner says goodbye first.
        var saysGoodbye: Bool
        /// Whether the peer says goodbye.
        var peerSaysGoodbye: Bool
        var reading: PlayedLine.Reading
        var writing: PlayedLine.Writing

        var testDescription: String {
            "\(role)\(isFull ? ", full" : "")\(saysGoodbye ? ", goodbye" : "")"
                + "\(peerSaysGoodbye ? ", peer's goodbye" : ""), \(reading), \(writing)"
        }

        static let all: [Course] = [WebSocketRole.client, .server].flatMap { role in
            PlayedLine.Reading.allCases.flatMap { reading in
                PlayedLine.Writing.allCases.flatMap { writing in
                    (0..<8).map { bits in
                        Course(
                            role: role,
                            isFull: bits & 1 != 0,
                            saysGoodbye: bits & 2 != 0,
                            peerSaysGoodbye: bits & 4 != 0,
                            reading: reading,
                            writing: writing
                        )
                    }
                }
            }
        }

        var settings: WebSocketEndpoint.Settings {
            var settings = WebSocketEndpoint.Settings(role: role, messageLimit: 1000)
            settings.closeTimeout = .seconds(2)
            settings.writeTimeout = .seconds(20)
            settings.keepAlive = .probing(after: .seconds(30), patience: .seconds(10))
            return settings
        }

        private var peer: WebSocketRole { role == .client ? .server : .client }
        static let received = ["one", "two", "three", "four"]
        static let sent = ["a", String(repeating: "b", count: 30), "c"]

        /// Plays it with a connection that takes so many bytes first.
        func play(taking writable: Int) throws -> PlayedLine {
            var line = PlayedLine(settings)
            line.incoming = PlayedLine.texts(Self.received, from: peer)
            if peerSaysGoodbye { line.incoming += PlayedLine.goodbye(4000, from: peer) }
            line.reading = reading
            line.writing = writing
            line.writable = writable
            if isFull { line.room = 2 }
            // Somebody reads before anybody writes, so that a full inbox is one.
            if isFull { line.work() }
            for text in Self.sent where line.endpoint.isOpen {
                try line.endpoint.send(WebSocketMessage(.text, Array(text.utf8)), now: line.now)
            }
            if saysGoodbye { line.endpoint.close(WebSocketClose(code: 1000), now: line.now) }
            line.run(until: 100 * PlayedLine.second)
            return line
        }
    }

    @Test(arguments: Course.all)
    func `The end comes, whatever fails and at which byte`(_ course: Course) throws {
        // What it writes in all is no longer than this.
        for writable in course.writing == .taken ? [0] : Array(0...80) {
            var line = try course.play(taking: writable)
            if line.ends.isEmpty {
                // Nothing was wrong that could be seen while nobody had room; then it is.
                #expect(course.isFull && !course.saysGoodbye)
                #expect(line.losses.isEmpty || course.writing != .taken)
                line.makeRoom()
                line.run(until: 300 * PlayedLine.second)
            }
            expectEnd(line, course, "taking \(writable)")
        }
    }

    private func expectEnd(_ line: PlayedLine, _ course: Course, _ comment: Comment) {
        #expect(line.endpoint.isOver, comment)
        #expect(line.endpoint.deadline == .max, comment)
        guard line.ends.count == 1, let end = line.ends.first else {
            Issue.record("the end was told \(line.ends.count) times, \(comment)")
            return
        }
        // Nothing that came is told behind the end.
        let place = line.told.firstIndex(of: .ended(end)) ?? 0
        for action in line.told[place...].dropFirst() {
            switch action {
            case .written, .unwritten: continue
            default: Issue.record("\(action) behind the end, \(comment)")
            }
        }
        // All that came is told, unless the owner had said goodbye and had no room.
        let texts = line.messages.map { String(decoding: $0.bytes, as: UTF8.self) }
        if course.isFull, course.saysGoodbye {
            #expect(texts == Array(Course.received.prefix(texts.count)), comment)
        } else {
            #expect(texts == Course.received, comment)
        }
        expectFates(line, course, comment)
        switch end {
        case .byPeer(let close): #expect(close.code == 4000 && course.peerSaysGoodbye, comment)
        case .byThisEnd: #expect(course.saysGoodbye && course.peerSaysGoodbye, comment)
        case .unanswered: #expect(course.saysGoodbye, comment)
        case .violation: Issue.record("\(end), \(comment)")
        case .lost(_, let isInside): #expect(!isInside, comment)
        }
    }

    /// Each message was written to its end and said to be, or neither.
    private func expectFates(_ line: PlayedLine, _ course: Course, _ comment: Comment) {
        let role: WebSocketRole = course.role == .client ? .server : .client
        let arrived = Decoded(line.written, as: role).events.count { event in
            if case .message = event { true } else { false }
        }
        #expect(line.writtenCount == arrived, comment)
        #expect(line.losses.count <= 1, comment)
    }

    @Test(
        arguments: Course.all.filter { $0.isFull && $0.writing != .taken && $0.reading != .reset }
    )
    func `Whoever waits to be written hears of it in time, though nobody takes what came`(
        _ course: Course
    ) throws {
        // A server writes 38 bytes, without masks, a client more.
        for writable in 0..<38 {
            let line = try course.play(taking: writable)
            #expect(line.losses.count == 1, "taking \(writable)")
            #expect(line.ends.count == 1, "taking \(writable)")
            #expect(line.now <= 25 * PlayedLine.second, "taking \(writable)")
            if let loss = line.losses.first ?? nil, !course.saysGoodbye {
                let expected: WebSocketEndpoint.Loss =
                    course.writing == .failed ? .writeFailed("broken") : .stalled(.seconds(20))
                #expect(loss == expected, "taking \(writable)")
            }
        }
    }
}
