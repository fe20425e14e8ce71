import SlackWire
import Testing

@testable import SlackReplay

/// Actions that were written down are read again as they were.
@Suite struct ReplayedActionsTests {
    /// Every kind of action, of body and of outcome.
    private static let actions: [ReplayedAction] = {
        let headers: HTTPHeaders = ["accept": "*/*", "x-a": "é\n"]
        let parts = [
            MultipartPart(name: "a", bytes: [0, 0xff]),
            MultipartPart(name: "f", filename: "x.txt", contentType: "text/plain", bytes: []),
        ]
        let bodies: [WebAPICall.Body] = [
            .none, .form([FormField("text", "hi 👋"), FormField("", "")]),
            .json(JSONText(uncheckedBytes: Array(#"{"a": 1}"#.utf8))), .multipart(parts),
            .bytes(Array(repeating: 0xfe, count: 300)),
        ]
        var actions: [BotAction] = bodies.map { body in
            .call(
                WebAPICall(
                    .method("chat.postMessage"),
                    query: [FormField("q", "1")],
                    headers: headers,
                    body: body
                )
            )
        }
        actions += [
            .call(
                WebAPICall(.url("https://example.com/a"), httpMethod: HTTPMethod(rawValue: "PUT"))
            ),
            .open(SocketRequest(url: "wss://h/1", headers: headers)),
            .send(socket: 3, SocketMessage("text")),
            .send(socket: 300, SocketMessage(kind: .binary, bytes: [0xff, 0xfe])),
            .close(socket: 1, SocketClose(code: 1_000, reason: "done", by: .bot)),
            .close(socket: 1, SocketClose(by: .lost)),
        ]
        let outcomes: [ReplayedAction.Outcome] = [
            .matched(entry: 70_000, recorded: .microseconds(-1)), .repeated(entry: 1), .extra,
            .diverged, .tolerated,
        ]
        return actions.enumerated().flatMap { place, action in
            outcomes.map { outcome in
                let at = Duration(secondsComponent: Int64(place), attosecondsComponent: 123)
                return ReplayedAction(at: at, action: action, outcome: outcome)
            }
        }
    }()

    @Test(arguments: [0, 7, 1_000])
    func `They are what was added`(keptCount: Int) {
        var written = ReplayedActions(keptCount: keptCount)
        for action in Self.actions { written.append(action) }
        #expect(Array(written) == Self.actions)
        #expect(written == ReplayedActions(Self.actions))
        #expect(written.hashValue == ReplayedActions(Self.actions).hashValue)
        #expect(written.matchedCount == Self.actions.count / 5)
        let extra = Self.actions.filter { $0.outcome == .extra || $0.outcome == .diverged }
        #expect(written.extra == extra)
        #expect(written.repeatedReads == Self.actions.filter { $0.outcome == .repeated(entry: 1) })
    }

    @Test func `A copy is added to apart`() {
        var written = ReplayedActions(keptCount: 0)
        for action in Self.actions { written.append(action) }
        var other = written
        other.append(Self.actions[0])
        written.append(Self.actions[1])
        #expect(Array(other) == Self.actions + [Self.actions[0]])
        #expect(Array(written) == Self.actions + [Self.actions[1]])
    }
}
