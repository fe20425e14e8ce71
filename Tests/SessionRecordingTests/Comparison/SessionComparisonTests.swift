import SessionRecording
import SlackWire
import Testing

@Suite struct SessionComparisonTests {
    private func session(_ kinds: [SessionEntry.Kind], every step: Int64 = 10) -> Session {
        Session(
            header: SessionHeader(epoch: 0),
            entries: kinds.enumerated().map { SessionEntry(at: Int64($0) * step, $1) }
        )
    }

    private func post(_ id: Int, _ text: String) -> SessionEntry.Kind {
        .call(
            id: id,
            WebAPICall(method: "chat.postMessage", arguments: [JSONMember("text", .string(text))])
        )
    }

    private func ok(_ id: Int) -> SessionEntry.Kind {
        .answer(call: id, WebAPIAnswer(body: Array(#"{"ok":true}"#.utf8)))
    }

    @Test func `A session does not differ from itself at other times`() {
        let session = Samples.everything
        var later = session
        for index in later.entries.indices { later.entries[index].at += 1_000 }
        #expect(later.differences(from: session).isEmpty)
        #expect(
            later.differences(
                from: session,
                options: SessionComparison.Options(order: .exact)
            ).isEmpty
        )
    }

    @Test func `A changed argument is named by its path`() {
        let found = session([post(1, "a"), ok(1)]).differences(
            from: session([post(1, "b"), ok(1)])
        )
        #expect(
            found.map(\.description) == [
                """
                changed: call 1 chat.postMessage (entry 1)
                  form.text: expected "b", found "a"
                """
            ]
        )
    }

    @Test func `Missing and extra entries are told apart`() {
        let expected = session([post(1, "a"), ok(1), post(2, "b"), ok(2)])
        let actual = session([
            post(1, "a"), ok(1), .note("x"), .open(socket: 1, SocketRequest(url: "u"), call: nil),
        ])
        #expect(
            actual.differences(from: expected).map(\.description) == [
                "missing: call 2 chat.postMessage (entry 3)",
                "missing: answer to call 2, status 200 (entry 4)",
                "extra: open socket 1 (entry 4)",
            ]
        )
    }

    @Test func `What runs side by side may interleave, unless the exact order is asked for`() {
        let expected = session([post(1, "a"), post(2, "b"), ok(1), ok(2)])
        let actual = session([post(1, "a"), ok(1), post(2, "b"), ok(2)])
        #expect(actual.differences(from: expected).isEmpty)
        let exact = actual.differences(
            from: expected,
            options: SessionComparison.Options(order: .exact)
        )
        #expect(exact.count == 1)
        #expect(exact.first?.kind == .moved)
    }

    @Test func `Frames of one socket must keep their order`() {
        func frames(_ texts: [String]) -> Session {
            session(
                [.open(socket: 1, SocketRequest(url: "u"), call: nil)]
                    + texts.map { .receive(socket: 1, SocketMessage($0)) }
            )
        }
        let found = frames(["{\"a\":1}", "{\"b\":1}"]).differences(
            from: frames(["{\"b\":1}", "{\"a\":1}"])
        )
        #expect(!found.isEmpty)
    }

    @Test func `Ids are compared by what they stand for`() {
        let expected = session([post(1, "a"), ok(1), post(2, "b"), ok(2)])
        let actual = session([post(4, "a"), ok(4), post(9, "b"), ok(9)])
        #expect(actual.differences(from: expected).isEmpty)
    }

    @Test func `A payload that only spells differently is said to`() {
        func frame(_ text: String) -> Session {
            session([
                .open(socket: 1, SocketRequest(url: "u"), call: nil),
                .receive(socket: 1, SocketMessage(text)),
            ])
        }
        let found = frame(#"{"a":"\/"}"#).differences(from: frame(#"{"a":"/"}"#))
        #expect(found.map(\.kind) == [.respelled])
    }

    @Test func `Origins may be left out of URLs in either spelling`() {
        func answer(_ url: String) -> Session {
            session([
                post(1, "a"),
                .answer(call: 1, WebAPIAnswer(body: Array(#"{"url":"\#(url)"}"#.utf8))),
            ])
        }
        let expected = answer(#"wss:\/\/wss-primary.slack.com\/websocket\/REDACTED-1"#)
        let served = answer(#"ws:\/\/127.0.0.1:4242\/websocket\/REDACTED-1"#)
        let options = SessionComparison.Options(ignoresOrigins: true)
        #expect(served.differences(from: expected, options: options).isEmpty)
        #expect(served.differences(from: expected).count == 1)
        let other = answer(#"ws:\/\/127.0.0.1:4242\/websocket\/REDACTED-2"#)
        #expect(other.differences(from: expected, options: options).count == 1)
    }

    @Test func `A socket opened with another call's URL has another cause`() {
        func opened(by call: Int) -> Session {
            session([
                post(1, "a"), ok(1), post(2, "a"), ok(2),
                .open(socket: 1, SocketRequest(url: "u"), call: call),
            ])
        }
        #expect(opened(by: 1).differences(from: opened(by: 2)).map(\.kind) == [.otherCause])
    }

    @Test func `Long sessions with nothing in common are compared in bounded time`() {
        func long(_ name: String) -> Session {
            session((1...5_000).map { post($0, "\(name)\($0)") })
        }
        #expect(long("a").differences(from: long("b")).count == 5_000)
    }
}
