import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Sends a signal to this process, as a process manager would: to whichever thread takes it.
private func send(_ signal: Int32) {
    kill(getpid(), signal)
}

/// In one suite that runs one test at a time: a signal is the whole process's.
@Suite(.serialized, .timeLimit(.generous)) struct `A signal` {
    @Test func `stops a bot gracefully, in real time`() async throws {
        let slack = ScriptedTransport.working()
        let summary = try await SignalShutdown.run(on: [SIGUSR1]) { shutdown in
            let bot = Bot(.rtm) { event, context in
                send(SIGUSR1)
                while !context.isStopping { try await context.sleep(for: .milliseconds(1)) }
                try await context.reply("still here", to: event)
            }
            async let summary = bot.run(
                over: slack,
                credentials: BotWorld.credentials,
                until: shutdown
            )
            try await slack.socket(1).say(message("go", ts: "1.0"))
            return try await summary
        }
        #expect(summary.ending == .shutdown)
        #expect(summary.handled == 1)
        #expect(slack.sockets[0].texts.count == 1)
        #expect(slack.sockets[0].ending == SocketClose(code: 1000, by: .bot))
    }

    @Test func `throws every switch that watches for it, and no other`() async {
        await SignalShutdown.run(on: [SIGUSR2]) { other in
            await SignalShutdown.run(on: [SIGUSR1]) { first in
                await SignalShutdown.run(on: [SIGUSR1]) { second in
                    send(SIGUSR1)
                    #expect(await first.wait())
                    #expect(await second.wait())
                    #expect(!other.isRequested)
                }
            }
        }
    }

    @Test func `leaves the others to those who still wait for them`() async {
        await SignalShutdown.run(on: [SIGUSR1, SIGUSR2]) { both in
            await SignalShutdown.run(on: [SIGUSR2]) { second in
                send(SIGUSR1)
                #expect(await both.wait())
                #expect(!second.isRequested)
                // Its default would end the process.
                send(SIGUSR2)
                #expect(await second.wait())
            }
        }
    }

    /// The default of SIGUSR2 ends the process, as it would wherever nobody watched.
    @Test func `that comes a second time is watched for from the start`() async {
        await SignalShutdown.run(on: [SIGUSR2]) { first in
            await SignalShutdown.run(on: [SIGUSR2], atRequest: 2) { second in
                send(SIGUSR2)
                send(SIGUSR2)
                #expect(await first.wait())
                #expect(!second.isRequested, "the same signal twice at once is one request")
                while !second.isRequested, !Task.isCancelled {
                    send(SIGUSR2)
                    await Task.yield()
                }
                #expect(second.isRequested)
            }
        }
    }

    @Test func `of another kind is a second request at once`() async {
        await SignalShutdown.run(on: [SIGUSR1, SIGUSR2], atRequest: 2) { second in
            send(SIGUSR1)
            send(SIGUSR2)
            #expect(await second.wait())
        }
    }

    /// With a signal of its own: soon after another test those of the others may still be watched for a repetition.
    @Test func `means afterwards what it meant before`() async {
        func handler(of signal: Int32) -> sigaction {
            var action = sigaction()
            sigaction(signal, nil, &action)
            return action
        }
        signal(SIGWINCH, SIG_IGN)
        defer { signal(SIGWINCH, SIG_DFL) }
        func isIgnored() -> Bool {
            unsafeBitCast(handler(of: SIGWINCH).__sigaction_handler.sa_handler, to: Int.self)
                == unsafeBitCast(SIG_IGN, to: Int.self)
        }
        /// Returns when a further signal has its old meaning; the time limit says that it never came to that.
        func untilIgnored() async {
            while !isIgnored(), !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(5))
            }
            #expect(isIgnored(), "waited for the former handler of SIGWINCH")
        }
        #expect(isIgnored())
        await SignalShutdown.run(on: [SIGWINCH]) { shutdown in
            #expect(!isIgnored())
            send(SIGWINCH)
            #expect(await shutdown.wait())
            // The same once more is no second signal yet.
            #expect(!isIgnored())
            send(SIGWINCH)
            await untilIgnored()
        }
        await SignalShutdown.run(on: [SIGWINCH]) { _ in }
        await untilIgnored()
    }
}
