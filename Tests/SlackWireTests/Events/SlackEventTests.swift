import SlackWire
import Testing

struct `Slack events` {
    private func event(_ text: String) -> SlackEvent {
        SlackEvent(json: JSONText(uncheckedBytes: Array(text.utf8)))
    }

    @Test func `A message gives its fields`() {
        let event = event(
            #"{"type":"message","subtype":"thread_broadcast","channel":"C1","user":"U1","text":"a \/ b","ts":"2.1","event_ts":"2.2","thread_ts":"1.1","bot_id":"B1","team":"T1","channel_type":"im","client_msg_id":"f0"}"#
        )
        #expect(event.type == "message")
        #expect(event.subtype == "thread_broadcast")
        #expect(event.channel == "C1")
        #expect(event.user == "U1")
        #expect(event.text == "a / b")
        #expect(event.ts == "2.1")
        #expect(event.eventTimestamp == "2.2")
        #expect(event.threadTimestamp == "1.1")
        #expect(event.botID == "B1")
        #expect(event.team == "T1")
        #expect(event.channelType == "im")
        #expect(event.clientMessageID == "f0")
        #expect(!event.isHidden)
    }

    /// Recorded by wee-slack in 2017.
    @Test func `An edit names the message that was edited`() {
        let event = event(
            #"{"type":"message","subtype":"message_changed","hidden":true,"channel":"C407ABS94","ts":"1485976156.000017","event_ts":"1485976156.891735","message":{"type":"message","user":"U407ABLLW","text":"new","ts":"1485976151.000016","edited":{"user":"U407ABLLW","ts":"1485976157.000000"}},"previous_message":{"type":"message","text":"old","ts":"1485976151.000016"}}"#
        )
        #expect(event.subtype == "message_changed")
        #expect(event.isHidden)
        #expect(event.ts == "1485976156.000017")
        #expect(event.messageTimestamp == "1485976151.000016")
        #expect(event.mentionedTimestamps == ["1485976156.000017", "1485976151.000016"])
        #expect(event.user == nil)
        #expect(event.text == nil)
    }

    /// Recorded by wee-slack in 2017.
    @Test func `A reaction names the message and the channel of its item`() {
        let event = event(
            #"{"reaction": "grinning", "event_ts": "1485975426.875724", "ts": "1485975426.000003", "item": {"type": "message", "ts": "1485975421.000002", "channel": "D3ZEQULHZ"}, "user": "U407ABLLW", "item_user": "U407ABLLW", "type": "reaction_added"}"#
        )
        #expect(event.type == "reaction_added")
        #expect(event.reaction == "grinning")
        #expect(event.channel == "D3ZEQULHZ")
        #expect(event.itemTimestamp == "1485975421.000002")
        #expect(event.mentionedTimestamps == ["1485975426.000003", "1485975421.000002"])
    }

    @Test func `A command names its channel, its user and its workspace`() {
        let event = event(
            #"{"command":"/deploy","text":"now","team_id":"T1","channel_id":"C1","user_id":"U1","user_name":"ann"}"#
        )
        #expect(event.command == "/deploy")
        #expect(event.channel == "C1")
        #expect(event.user == "U1")
        #expect(event.team == "T1")
        #expect(event.threadRoot == nil)
    }

    @Test func `A file that was shared names its channel and its user`() {
        let event = event(
            #"{"type":"file_shared","file_id":"F1","user_id":"U1","channel_id":"C1","event_ts":"9.1"}"#
        )
        #expect(event.channel == "C1")
        #expect(event.user == "U1")
    }

    @Test func `A button in a thread names the thread, and one outside of any its message`() {
        let inThread = event(
            #"{"type":"block_actions","team":{"id":"T1","domain":"x"},"user":{"id":"U1","team_id":"T1"},"container":{"type":"message","message_ts":"2.0","channel_id":"C1","thread_ts":"1.0"},"message":{"ts":"2.0","thread_ts":"1.0"}}"#
        )
        #expect(inThread.channel == "C1")
        #expect(inThread.user == "U1")
        #expect(inThread.team == "T1")
        #expect(inThread.threadTimestamp == "1.0")
        #expect(inThread.threadRoot == "1.0")
        #expect(inThread.mentionedTimestamps == ["2.0", "1.0"])
        let first = event(
            #"{"type":"block_actions","container":{"message_ts":"1.0","channel_id":"C1"},"message":{"ts":"1.0","thread_ts":"1.0"}}"#
        )
        #expect(first.threadTimestamp == nil, "a thread's first message is outside of it")
        #expect(first.threadRoot == "1.0")
        let ephemeral = event(
            #"{"type":"block_actions","container":{"message_ts":"3.0","channel_id":"C1","is_ephemeral":true}}"#
        )
        #expect(ephemeral.threadRoot == "3.0")
        #expect(ephemeral.mentionedTimestamps == ["3.0"])
    }

    @Test func `A thread hangs from the message that the event is about`() {
        let roots: [(String, MessageTimestamp)] = [
            (#"{"type":"message","ts":"5.0"}"#, "5.0"),
            (#"{"type":"message","ts":"5.0","thread_ts":"4.0"}"#, "4.0"),
            (
                #"{"type":"message","subtype":"message_changed","ts":"6.0","message":{"ts":"5.0"}}"#,
                "5.0"
            ),
            (
                #"{"type":"message","subtype":"message_changed","ts":"6.0","message":{"ts":"5.0","thread_ts":"4.0"}}"#,
                "4.0"
            ),
            (
                #"{"type":"reaction_added","ts":"7.0","item":{"type":"message","ts":"5.0","channel":"C1"}}"#,
                "5.0"
            ),
        ]
        for (text, root) in roots { #expect(event(text).threadRoot == root, "\(text)") }
    }

    @Test func `A channel or a user that is a whole object gives its id`() {
        let event = event(
            #"{"type":"channel_created","channel":{"name":"x","id":"C3ZJKCGTU"},"user":{"id":"U7"}}"#
        )
        #expect(event.channel == "C3ZJKCGTU")
        #expect(event.user == "U7")
    }

    @Test func `A deleted message is named`() {
        let event = event(
            #"{"type":"message","subtype":"message_deleted","deleted_ts":"5.6","ts":"7.8"}"#
        )
        #expect(event.deletedTimestamp == "5.6")
        #expect(event.mentionedTimestamps == ["7.8", "5.6"])
    }

    @Test func `Fields of other kinds than expected are not there`() {
        let event = event(
            #"{"type":null,"channel":["C1"],"user":7,"text":{},"ts":1.5,"hidden":"yes"}"#
        )
        #expect(event.type == "")
        #expect(event.channel == nil)
        #expect(event.user == nil)
        #expect(event.text == nil)
        #expect(event.ts == nil)
        #expect(!event.isHidden)
        #expect(event.mentionedTimestamps.isEmpty)
    }

    @Test func `Any field can be read by its name`() {
        let event = event(#"{"type":"x","next_year":{"a":[1,"b"]},"next_year":[2]}"#)
        #expect(event["next_year"] == [2])
        #expect(event["this_year"] == nil)
    }

    @Test func `An event that is no object has no fields`() {
        for text in ["[]", "", "{", "7"] {
            #expect(event(text).type == "")
            #expect(event(text)["type"] == nil)
        }
    }

    @Test func `Events are equal when their bytes are`() {
        #expect(event(#"{"type":"a"}"#) == event(#"{"type":"a"}"#))
        #expect(event(#"{"type":"a"}"#) != event(#"{"type": "a"}"#))
        #expect(Set([event(#"{"type":"a"}"#), event(#"{"type":"a"}"#)]).count == 1)
    }
}
