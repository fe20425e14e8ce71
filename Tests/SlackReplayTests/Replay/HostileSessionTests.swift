import Interleaving
import RepriseFloor
import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Sessions made to hurt whoever prepares their replay.
///
/// The time limits are far beyond what linear work takes, and far below what quadratic work would.
@Suite(.timeLimit(.minutes(10))) struct HostileSessionTests {
    private static let count = 100_000
    /// For what takes longer with each.
    private static let fewer = 50_000

    private func timeline(_ kinds: [SessionEntry.Kind]) throws -> RecordedTimeline {
        var builder = PlanBuilder()
        for kind in kinds { try builder.take(SessionEntry(at: 0, kind)) }
        return builder.timeline
    }

    private func open(_ socket: Int, _ url: String = "wss://h/") -> SessionEntry.Kind {
        .open(socket: socket, SocketRequest(url: url), call: nil)
    }

    private func answer(_ call: Int, _ json: String) -> SessionEntry.Kind {
        .answer(call: call, WebAPIAnswer(body: Array(json.utf8)))
    }

    private func post(_ call: Int) -> SessionEntry.Kind {
        .call(id: call, WebAPICall(method: "chat.postMessage", arguments: []))
    }

    @Test func `Messages that all have one id are paired with their answers, oldest first`() throws
    {
        let message = SocketMessage(#"{"id":1,"type":"message","channel":"C","text":"x"}"#)
        let reply = SocketMessage(#"{"ok":true,"reply_to":1,"ts":"1.1"}"#)
        var kinds = [open(1), open(2)]
        kinds += (0..<Self.count).map { _ in .send(socket: 1, message) }
        // Answers on another socket take the latest first.
        kinds += (0..<Self.count / 2).map { _ in .receive(socket: 2, reply) }
        kinds += (0..<Self.count / 2).map { _ in .receive(socket: 1, reply) }
        let timeline = try timeline(kinds)
        #expect(timeline.sockets[1].frames.first?.reply == Self.count - 1)
        #expect(timeline.sockets[0].frames.first?.reply == 0)
        #expect(timeline.sockets[0].frames.last?.reply == Self.count / 2 - 1)
    }

    @Test func `Pings that all have one id, and pongs that have none, are paired in order`() throws
    {
        let ping = SocketMessage(#"{"id":1,"type":"ping"}"#)
        let other = SocketMessage(#"{"id":2,"type":"ping"}"#)
        var kinds = [open(1)]
        kinds += (0..<Self.count).map { _ in .send(socket: 1, ping) } + [.send(socket: 1, other)]
        kinds += [.receive(socket: 1, SocketMessage(#"{"type":"pong","reply_to":2}"#))]
        kinds += (0..<Self.count).map { _ in .receive(socket: 1, SocketMessage(#"{"type":"pong"}"#))
        }
        let timeline = try timeline(kinds)
        #expect(timeline.sockets[0].frames.first?.reply == Self.count)
        #expect(timeline.sockets[0].frames.last?.reply == Self.count - 1)
    }

    @Test func `One thing that everything is about gets a bounded number of links`() throws {
        let frame = SocketMessage(#"{"type":"message","ts":"1.1","channel":"C"}"#)
        var kinds = [open(1)] + (1...Self.fewer).map(post)
        kinds += (0..<Self.fewer).map { _ in .receive(socket: 1, frame) }
        kinds += (1...Self.fewer).map { answer($0, #"{"ok":true,"ts":"1.1","channel":"C"}"#) }
        let timeline = try timeline(kinds)
        let causes = timeline.sockets[0].frames.map { timeline.causes(of: $0).count }
        #expect(causes[0] >= 1 && causes.reduce(0, +) < 10_000)
    }

    @Test func `One ts in many channels is told apart by them`() throws {
        var kinds = [open(1)]
        for call in 1...Self.fewer {
            kinds += [post(call), answer(call, #"{"ok":true,"ts":"1.1","channel":"C\#(call)"}"#)]
        }
        for channel in [1, Self.fewer / 2] {
            let frame = #"{"type":"message","ts":"1.1","channel":"C\#(channel)"}"#
            kinds.append(.receive(socket: 1, SocketMessage(frame)))
        }
        let timeline = try timeline(kinds)
        #expect(timeline.causes(of: timeline.sockets[0].frames[0]) == [.answer(call: 0)])
        #expect(
            timeline.causes(of: timeline.sockets[0].frames[1]) == [
                .answer(call: Self.fewer / 2 - 1)
            ]
        )
    }

    @Test func `Many URLs lead to their sockets, whatever is appended to them`() throws {
        var kinds: [SessionEntry.Kind] = []
        for call in 1...20_000 {
            kinds += [post(call), answer(call, #"{"ok":true,"url":"wss://h/\#(call)/x"}"#)]
        }
        kinds += (1...20_000).map { open($0, "wss://h/\($0)/x&debug_reconnects=true") }
        let timeline = try timeline(kinds)
        #expect(timeline.sockets[0].origin == .answer(call: 0))
        #expect(timeline.sockets[19_999].origin == .answer(call: 19_999))
    }

    @Test func `A frame that lists a million files is read`() throws {
        let files = (0..<300_000).map { #"{"id":"F\#($0)"}"# }.joined(separator: ",")
        let frame = #"{"type":"message","ts":"1.1","channel":"C","files":[\#(files)]}"#
        let timeline = try timeline([open(1), post(1), .receive(socket: 1, SocketMessage(frame))])
        #expect(timeline.sockets[0].frames.count == 1)
    }

    @Test func `Whatever waits waits for something above it, so nothing waits for itself`() throws {
        // Frames that name each other, their own answers and themselves, in every order.
        let names = ["1.1", "2.2", "3.3"]
        var kinds: [SessionEntry.Kind] = [open(1), open(2)]
        for (index, ts) in names.enumerated() {
            let next = names[(index + 1) % names.count]
            let frame =
                #"{"type":"message","ts":"\#(ts)","thread_ts":"\#(next)","channel":"C","user":"U"}"#
            kinds += [post(index + 1), .receive(socket: index % 2 + 1, SocketMessage(frame))]
        }
        for (index, ts) in names.reversed().enumerated() {
            kinds.append(answer(index + 1, #"{"ok":true,"ts":"\#(ts)","channel":"C"}"#))
        }
        let timeline = try timeline(kinds)
        for socket in timeline.sockets {
            for frame in socket.frames {
                for cause in timeline.causes(of: frame) {
                    let entry =
                        switch cause {
                        case .action(let action): timeline.actions[action].entry
                        case .answer(let call): timeline.calls[call].outcome?.entry ?? .max
                        case .frame(let ref):
                            timeline.sockets[ref.socket].frames[ref.frame].entry
                        }
                    #expect(entry < frame.entry)
                }
            }
        }
    }

    @Test func `Ids that repeat and times that run backwards are refused`() throws {
        let clock = SessionClock(ContinuousClock())
        func error(_ entries: [SessionEntry]) -> ReplayError? {
            do throws(ReplayError) {
                _ = try ReplayTransport(
                    Session(header: SessionHeader(epoch: 0), entries: entries),
                    clock: clock
                )
                return nil
            } catch {
                return error
            }
        }
        #expect(
            error([SessionEntry(at: 0, post(1)), SessionEntry(at: 0, post(1))])
                == .repeatedCall(entry: 2, call: 1)
        )
        #expect(
            error([SessionEntry(at: 5, .note("")), SessionEntry(at: 4, .note(""))])
                == .timeRunsBackwards(entry: 2, at: 4, after: 5)
        )
    }
}
