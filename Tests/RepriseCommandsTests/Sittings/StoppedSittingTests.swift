import Foundation
import RepriseFloor
import RepriseTestSupport
import SessionRecording
import SlackServer
import SlackTransport
import SlackWire
import Testing

@Suite(
    .timeLimit(.generous),
    .serialized,
    .enabled(
        if: RecordedPython.interpreter != nil,
        "needs .venv or REPRISE_PYTHON with Slack's SDKs"
    )
)
struct `A sitting whose recording is stopped` {
    /// How a recording is stopped, at which call of the bot's.
    struct Stop: Sendable, CustomStringConvertible {
        var bot: String
        var signal: Int32
        var call: Int

        var description: String { "\(bot) at call \(call) by signal \(signal)" }

        /// One of each kind, or with `REPRISE_STOPS` set to N each Nth call of each bot by each signal.
        static let all: [Stop] = {
            let wanted = ProcessInfo.processInfo.environment["REPRISE_STOPS"].flatMap { Int($0) }
            guard let step = wanted else {
                return [
                    Stop(bot: "desk_sdk", signal: SIGINT, call: 12),
                    Stop(bot: "desk_bolt", signal: SIGTERM, call: 33),
                    Stop(bot: "desk_bolt_async", signal: SIGKILL, call: 24),
                ]
            }
            return RecordedDesk.bots.flatMap { bot in
                [SIGINT, SIGTERM, SIGKILL].enumerated().flatMap { index, signal in
                    stride(from: 3 + index, to: 50, by: max(1, step)).map {
                        Stop(bot: bot, signal: signal, call: $0)
                    }
                }
            }
        }()
    }

    @Test(arguments: Stop.all)
    func `The bot passes what there is of it`(stop: Stop) async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/stopped.jsonl.gz"
        let workspace = DeskSitting.workspace()
        let counting = CountingTransport(workspace, call: stop.call)
        _ = try await withSlackServer(over: counting) { address in
            let recorder = try RunningCommand(
                ["record", "-o", fixture, "--upstream", address.apiURL, "--durability", "fsync"]
                    + ["--grace", "2", "--"] + RecordedDesk.command(stop.bot),
                environment: RecordedPython.environment()
            )
            counting.whenReached {
                switch stop.signal {
                case SIGINT: recorder.interrupt()
                case SIGTERM: recorder.terminate()
                default: recorder.kill()
                }
            }
            // It goes on until the bot is gone.
            do {
                try await DeskSitting(workspace, recorder).play()
                Issue.record("the sitting was not stopped")
            } catch is DeskSitting.BotIsGone {}
            return await recorder.finish()
        }
        let isKilled = stop.signal == SIGKILL
        let path = isKilled ? fixture + ".partial" : fixture
        let session = try Session(contentsOf: path)
        #expect(session.isComplete == !isKilled)
        let options = ["--patience", "3"] + (isKilled ? ["--allow-truncated"] : [])
        let replayed = try await RecordedDesk.replay(path, stop.bot, options)
        #expect(replayed.status == 0, Comment(rawValue: replayed.output + replayed.errors))
    }
}

/// Does something when a certain call comes, before that is answered.
private final class CountingTransport: Transport {
    private struct State {
        var count = 0
        var action: (@Sendable () -> Void)?
    }

    private let inner: any Transport
    private let wanted: Int
    private let state = Locked(State())

    init(_ inner: any Transport, call wanted: Int) {
        self.inner = inner
        self.wanted = wanted
    }

    func whenReached(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.action = action }
    }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        let action = state.withLock { state in
            state.count += 1
            return state.count == wanted ? state.action : nil
        }
        action?()
        return try await inner.call(call)
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        try await inner.open(request)
    }
}
