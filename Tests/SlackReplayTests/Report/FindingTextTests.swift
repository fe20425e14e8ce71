import SlackWire
import Testing

@testable import SlackReplay

@Suite struct FindingTextTests {
    @Test func `Short lines stand side by side`() {
        let finding = Finding(
            "it differs",
            place: "at 1",
            expected: ["a", "b"],
            actual: ["a", "c"]
        )
        #expect(
            finding.description == """
                it differs (at 1)
                  expected   actual
                  a          a
                  b        ≠ c
                """
        )
    }

    @Test(arguments: [60, 80, 100])
    func `What does not fit stands one below the other, whole and marked`(width: Int) {
        let start = String(repeating: "x", count: 50)
        let finding = Finding(
            "it differs",
            expected: [start + "five end"],
            actual: [start + "two end"]
        )
        #expect(
            finding.text(width: width) == """
                it differs
                  expected  \(start)⟦five⟧ end
                  actual    \(start)⟦two⟧ end
                """
        )
    }

    @Test func `Of many long lines each is cut around its difference, and fits`() {
        let start = String(repeating: "x", count: 200)
        let finding = Finding(
            "order",
            expected: [start + "1", start + "2"],
            actual: [start + "2", start + "1"]
        )
        for width in [40, 60, 80] {
            let lines = finding.text(width: width).split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
            #expect(lines[2].contains(/1 +≠ …/))
            #expect(lines[2].hasSuffix("x2"))
        }
    }

    @Test func `What is wholly other is marked whole, and what is the same is not`() {
        #expect(Excerpt.marked("abc", "xyz") == ("⟦abc⟧", "⟦xyz⟧"))
        #expect(Excerpt.marked("aaa", "aa") == ("aa⟦a⟧", "aa⟦⟧"))
        #expect(Excerpt.marked("same", "same") == ("same", "same"))
        #expect(Excerpt.marked("", "x") == ("⟦⟧", "⟦x⟧"))
    }

    @Test func `A cut shows where two texts differ, and a line end tears nothing`() {
        let start = String(repeating: "y", count: 90)
        #expect(Excerpt.cut(start + "nine", to: 80, besides: start + "ten") == "…yyyyyyyyyyyynine")
        #expect(Excerpt.cut("a\nb", to: 80, besides: nil) == "a⏎b")
        #expect(Excerpt.cut(start, to: 10, besides: start) == "yyyyyyyyy…")
        #expect(Excerpt.cut(start, to: 10, besides: nil) == "yyyyyyyyy…")
        #expect(Excerpt.cut("short", to: 10, besides: start) == "short")
    }

    @Test func `Sentences are broken between words, and what is to be typed is not`() {
        let finding = Finding(
            "the bot did something that was not recorded",
            next: "leave it out with --ignore a.*.very.long.path.that.does.not.fit"
        )
        #expect(
            finding.text(width: 20, wraps: true) == """
                the bot did
                something that was
                not recorded
                next: leave it out with --ignore a.*.very.long.path.that.does.not.fit
                """
        )
    }

    @Test func `A message that ends with a line end, or holds one, tears no sentence`() {
        let json = #"{"type":"message","channel":"C1","text":"hi"}"#
        for text in [json + "\n", json + "\r\n\n", "\n" + json] {
            let words = BotAction.send(socket: 1, SocketMessage(text)).wording
            #expect(!words.contains { $0.isNewline }, "\(words)")
            #expect(words.hasSuffix("} on socket 1"))
        }
    }

    @Test func `No user and no password of a URL are shown`() {
        let secret = "hunter" + "2"
        for url in [
            "https://me:\(secret)@hooks.slack.com/services/T1/B1/x", "wss://me:\(secret)@h/x",
        ] {
            let call = BotAction.call(WebAPICall(.url(url), headers: [:], body: .none))
            let open = BotAction.open(SocketRequest(url: url))
            for action in [call, open] {
                #expect(!action.wording.contains(secret), "\(action.wording)")
                #expect(action.wording.contains("://h"))
            }
        }
    }
}
