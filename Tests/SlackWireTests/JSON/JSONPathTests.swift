import SlackWire
import Testing

@Suite struct JSONPathTests {
    @Test func `A path reads as people write it`() {
        var path = JSONPath()
        #expect(path.text == "")
        path.enter(.member("blocks"))
        path.enter(.element(0))
        path.enter(.member("text"))
        #expect(path.text == "blocks[0].text")
        path.replace(by: .member("type"))
        #expect(path.text == "blocks[0].type")
        path.leave()
        path.replace(by: .element(1))
        #expect(path.text == "blocks[1]")
        path.leave(to: 0)
        path.enter(.element(7))
        #expect(path.text == "[7]")
    }

    @Test func `Of a path that nobody can read the end is told`() {
        var path = JSONPath()
        for number in 0..<500 { path.enter(.element(number)) }
        path.enter(.member("token"))
        #expect(path.text.hasPrefix("…["))
        #expect(path.text.hasSuffix("[498][499].token"))
        #expect(path.text.utf8.count < 300)
        path.enter(.member(String(repeating: "n", count: 100_000)))
        #expect(path.text.utf8.count < 400)
        #expect(path.text.hasSuffix("nnn…"))
    }
}
