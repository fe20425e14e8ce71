import Testing

@testable import RepriseCommands

@Suite struct `What goes around a recording` {
    @Test func `A bot that opens what it was given is no matter`() {
        var notices = SocketNotices()
        #expect(notices.called("auth.test", givesLink: false, at: .zero) == nil)
        #expect(notices.called("rtm.connect", givesLink: true, at: .seconds(1)) == nil)
        notices.opened()
        #expect(notices.called("chat.postMessage", givesLink: false, at: .seconds(99)) == nil)
        #expect(notices.atEnd == nil)
    }

    @Test func `A link that nobody opens is told at the end, with the method that gave it`() throws
    {
        var notices = SocketNotices()
        #expect(notices.called("apps.connections.open", givesLink: true, at: .zero) == nil)
        #expect(notices.called("auth.test", givesLink: false, at: .seconds(99)) == nil)
        let words = try #require(notices.atEnd)
        #expect(words.contains("apps.connections.open gave the bot a link"))
    }

    @Test func `A bot that asks for no socket is told after half a minute, once`() {
        var notices = SocketNotices()
        #expect(notices.called("auth.test", givesLink: false, at: .seconds(5)) == nil)
        #expect(notices.called("chat.postMessage", givesLink: false, at: .seconds(34)) == nil)
        let words = notices.called("chat.postMessage", givesLink: false, at: .seconds(35))
        #expect(words?.contains("by HTTP does not pass here") == true)
        #expect(notices.called("chat.postMessage", givesLink: false, at: .seconds(99)) == nil)
        #expect(notices.atEnd == nil)
    }

    @Test func `It is told at the end, if it came to no half minute, and not if nobody called`() {
        var notices = SocketNotices()
        #expect(notices.atEnd == nil)
        _ = notices.called("auth.test", givesLink: false, at: .zero)
        #expect(notices.atEnd?.contains("asks for no WebSocket") == true)
    }
}
