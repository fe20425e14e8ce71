import Interleaving
import Measuring
import RepriseHarness
import SessionRecording
import SlackBot
import SlackReplay
import SlackWire

/// Replays a session in which Slack tells the bot of each of its own messages, in another timing by seed.
///
/// Nothing in it may take longer for the length of the session: `--count 2500`, `5000` and `10000` in turn show it.
enum Echoing {
    static func echoes(_ arguments: Arguments) throws {
        let count = try arguments.number("count", or: 10_000)
        let seed: UInt64 = try arguments.number("seed", or: 1)
        let session = Session(
            header: SessionHeader(epoch: 0, isRedacted: false),
            entries: entries(count)
        )
        var replay = Replay(session, limits: SimulationLimits(steps: .max))
        let isFree: Int = try arguments.number("free", or: 0)
        if seed > 0 {
            let order: Perturbation.FrameOrder = isFree == 0 ? .kept : .free
            replay.options.perturbation = Perturbation(seed: seed, frameOrder: order)
        }
        let before = ProcessorTime.now
        let outcome = try replay.run(bot, processing: .queued())
        let used = ProcessorTime.now - before
        guard outcome.report.isFaithful, outcome.ending == .quiescent else {
            throw Replaying.Unfaithful(description: "\(outcome.ending): \(outcome.report)")
        }
        Output.write(["echoes": .integer(count), "processorSeconds": .seconds(used)])
    }

    private static let bot = Bot(.rtm) { event, context in
        guard event.type == "message", let text = event.text, text.hasPrefix("ask ") else { return }
        _ = try await context.call(
            "chat.postMessage",
            ["channel": "C0BENCH01", "text": .string("re \(text)")]
        )
    }

    private static func entries(_ count: Int) -> [SessionEntry] {
        let url = "wss://wss-primary.slack.com/websocket/bench"
        let account: JSONValue = ["id": "U0BENCHBOT", "name": "bench"]
        let connected: JSONValue = ["ok": true, "url": .string(url), "self": account]
        var entries = [
            SessionEntry(at: 0, .call(id: 1, WebAPICall(method: "rtm.connect"))),
            SessionEntry(at: 10, .answer(call: 1, WebAPIAnswer(json: connected))),
            SessionEntry(at: 20, .open(socket: 1, SocketRequest(url: url), call: 1)),
            SessionEntry(at: 30, .receive(socket: 1, SocketMessage(#"{"type":"hello"}"#))),
        ]
        for number in 1...count {
            let (at, call) = (Int64(number) * 100_000, number + 1)
            let asked = message("ask \(number)", from: "U0BENCH001", ts: "1.\(100_000 + number)")
            let echo = message("re ask \(number)", from: "U0BENCHBOT", ts: "2.\(100_000 + number)")
            let post: [JSONMember] = [
                JSONMember("channel", "C0BENCH01"), JSONMember("text", .string("re ask \(number)")),
            ]
            let posted: JSONValue = [
                "ok": true, "channel": "C0BENCH01", "ts": .string("2.\(100_000 + number)"),
            ]
            entries += [
                SessionEntry(at: at, .receive(socket: 1, asked)),
                SessionEntry(
                    at: at + 10,
                    .call(id: call, WebAPICall(method: "chat.postMessage", arguments: post))
                ),
                SessionEntry(at: at + 40_000, .answer(call: call, WebAPIAnswer(json: posted))),
                SessionEntry(at: at + 45_000, .receive(socket: 1, echo)),
            ]
        }
        let close = SocketClose(code: 1000, by: .bot)
        entries.append(
            SessionEntry(at: Int64(count + 1) * 100_000, .close(socket: 1, close))
        )
        return entries
    }

    private static func message(_ text: String, from user: String, ts: String) -> SocketMessage {
        SocketMessage(
            json: [
                "type": "message", "channel": "C0BENCH01", "user": .string(user),
                "text": .string(text), "ts": .string(ts),
            ]
        )
    }
}
