import SessionRecording
import SlackReplay
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing
import TransportTestKit

/// Which hosts stand for Slack behind each transport.
@Suite struct SessionHostsTests {
    private final class Nowhere: SessionRecorder {
        func append(_ entry: SessionEntry) {}
    }

    @Test func `A decorator says what the transport behind it does, others name Slack alone`()
        throws
    {
        let address = try #require(WebAddress("http://127.0.0.1:8080/api/"))
        let upstream = ScriptedTransport(hosts: SlackHosts(upstreams: [address]))
        let clock = SessionClock(ContinuousClock())
        let recorded = RecordingTransport(upstream, to: Nowhere(), clock: clock)
        let faulty = FaultyTransport(recorded, plan: [], clock: clock)
        #expect(recorded.hosts == upstream.hosts)
        #expect(faulty.hosts == upstream.hosts)
        #expect(ScriptedTransport().hosts == .slack)
    }

    @Test func `A replay leads a bot to where the recorded one was led by a place without a host`()
        throws
    {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, WebAPICall(method: "auth.test")))
        let redirect = WebAPIAnswer(status: 302, headers: ["location": "/signin?a=b"])
        builder.at(1, .answer(call: 1, redirect))
        let clock = SessionClock(ContinuousClock())
        #expect(try ReplayTransport(builder.session, clock: clock).hosts.methodOrigin == nil)
        for url in ["https://files.slack.com/x", "https://slack-gov.com/signin?a=b"] {
            builder.at(2, .call(id: url.count, WebAPICall(.url(url))))
        }
        let hosts = try ReplayTransport(builder.session, clock: clock).hosts
        #expect(hosts.methodOrigin == "https://slack-gov.com")
    }

    @Test func `A replay knows the hosts that stood for Slack when it was recorded`() throws {
        let answer = WebAPIAnswer(json: ["ok": true, "url": "ws://127.0.0.1:7001/a"])
        let other = WebAPIAnswer(json: ["ok": true, "url": "http://127.0.0.1:7009/a"])
        let session = Session(
            header: SessionHeader(epoch: 0),
            entries: [
                SessionEntry(at: 0, .call(id: 1, WebAPICall(method: "rtm.connect"))),
                SessionEntry(at: 1, .answer(call: 1, answer)),
                SessionEntry(at: 2, .call(id: 2, WebAPICall(method: "auth.test"))),
                SessionEntry(at: 3, .answer(call: 2, other)),
                SessionEntry(at: 4, .call(id: 3, WebAPICall(.url("http://127.0.0.1:7002/up")))),
                SessionEntry(
                    at: 5,
                    .open(
                        socket: 1,
                        SocketRequest(url: "ws://127.0.0.1:7003/b", headers: [:]),
                        call: nil
                    )
                ),
            ]
        )
        let replay = try ReplayTransport(session, clock: SessionClock(ContinuousClock()))
        for port in [7001, 7002, 7003] {
            #expect(replay.hosts.contains(url: "http://127.0.0.1:\(port)/x"), "\(port)")
        }
        // The URL of a workspace in auth.test is for people.
        #expect(!replay.hosts.contains(url: "http://127.0.0.1:7009/x"))
        #expect(replay.hosts.contains(url: "https://files.slack.com/x"))
    }
}
