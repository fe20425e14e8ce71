import SlackWire
import Testing

@Suite struct `What is documented of methods` {
    @Test func `every line of the table is read, each name once`() {
        let names = WebAPIMethod.documented.map(\.name)
        #expect(names.count == 345)
        #expect(Set(names).count == names.count)
        #expect(names == names.sorted())
        for method in WebAPIMethod.documented {
            #expect(WebAPIMethod.named(method.name) == method)
            #expect([HTTPMethod.get, .post].contains(method.httpMethod))
            let arguments = method.requiredArguments + method.optionalArguments
            #expect(Set(arguments).count == arguments.count, "\(method.name)")
            #expect(!arguments.contains("token"), "\(method.name)")
        }
    }

    @Test func `a method has its verb, tier, arguments and whether it takes JSON`() throws {
        let history = try #require(WebAPIMethod.named("conversations.history"))
        #expect(history.httpMethod == .get)
        #expect(history.tier == .three)
        #expect(history.takesJSON)
        #expect(history.requiredArguments == ["channel"])
        #expect(history.optionalArguments.contains("cursor"))
        let info = try #require(WebAPIMethod.named("users.info"))
        #expect(!info.takesJSON)
        #expect(info.tier == .four)
        #expect(WebAPIMethod.named("chat.postMessage")?.tier == .special)
        #expect(WebAPIMethod.named("rtm.connect")?.tier == .one)
        #expect(WebAPIMethod.named("agents.conversations.archive")?.tier == nil)
        #expect(WebAPIMethod.named("no.such") == nil)
    }

    @Test func `a call says what it lacks, whatever clothes it comes in`() throws {
        let add = try #require(WebAPIMethod.named("reactions.add"))
        let form = WebAPICall(
            method: "reactions.add",
            arguments: [JSONMember("name", "eyes"), JSONMember("channel", "")]
        )
        #expect(add.missingArguments(in: form) == ["timestamp", "channel"])
        let json = WebAPICall(
            .method("reactions.add"),
            query: [FormField("channel", "C1")],
            body: .json(JSONText(["name": "eyes", "timestamp": "1.0"]))
        )
        #expect(add.missingArguments(in: json) == [])
    }
}
