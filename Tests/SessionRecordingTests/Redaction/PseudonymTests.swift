import SecretRedaction
import SessionRecording
import SlackWire
import Testing

@Suite struct PseudonymTests {
    private static let email = "bob.smith" + "@" + "corp.example.com"
    private static let profile =
        #"{"ok":true,"user":{"id":"U0BOB12345","name":"bobby","real_name":"Bob Smith","profile":"#
        + #"{"real_name":"Bob Smith","display_name":"bobby","email":"\#(email)","phone":"555-0199","#
        + #""image_72":"https:\/\/secure.gravatar.com\/avatar\/0123abcd.jpg","title":"CEO"}}}"#
    private static let frames = [
        #"{"type":"message","user":"U0BOB12345","text":"hi, I am Bob Smith, <mailto:\#(email)|\#(email)>"}"#,
        #"{"type":"message","text":"ask <@U0BOB12345|bobby> about &lt;b&gt; :tada: at https:\/\/acme.slack.com\/x"}"#,
        #"{"type":"team_join","team":{"id":"T1","name":"Acme Inc","domain":"acme","email_domain":"corp.example.com"}}"#,
    ]

    private func pseudonymised(_ pseudonyms: Pseudonyms?, twice: Bool = false) -> [String] {
        var redactor = Redactor(pseudonyms: pseudonyms)
        var entries = [
            SessionEntry(at: 0, .answer(call: 1, WebAPIAnswer(body: Array(Self.profile.utf8))))
        ]
        entries += Self.frames.map { SessionEntry(at: 1, .receive(socket: 1, SocketMessage($0))) }
        entries.append(
            SessionEntry(
                at: 2,
                .call(
                    id: 2,
                    WebAPICall(
                        method: "chat.postMessage",
                        arguments: [
                            JSONMember("text", "hello Bob Smith"), JSONMember("username", "bobby"),
                        ]
                    )
                )
            )
        )
        // A file is gone through twice: the team is named last.
        for index in entries.indices {
            var copy = entries[index]
            redactor.redact(&copy)
        }
        var second = redactor.rewound()
        for index in entries.indices { second.redact(&entries[index]) }
        if twice {
            var third = Redactor(pseudonyms: pseudonyms)
            let before = entries
            for index in entries.indices { third.redact(&entries[index]) }
            #expect(entries == before)
        }
        return entries.map(\.fixtureText)
    }

    @Test func `People stay as they are unless somebody asks`() {
        #expect(pseudonymised(nil).joined().contains(Self.email))
    }

    @Test func `The same person has the same pseudonym in profiles, labels and texts`() {
        let lines = pseudonymised(Pseudonyms(), twice: true)
        for personal in [
            "Bob", "Smith", "bobby", "corp.example", "555", "gravatar", "CEO", "acme", "Acme",
        ] {
            #expect(!lines.joined().contains(personal), "\(personal) in \(lines)")
        }
        #expect(lines[0].contains(#""name":"person-1","real_name":"Person 1""#))
        #expect(lines[0].contains(#""email":"person-1@example.invalid""#))
        #expect(
            lines[1].contains(
                "hi, I am Person 1, <mailto:person-1@example.invalid|person-1@example.invalid>"
            )
        )
        #expect(lines[2].contains("ask <@U0BOB12345|person-1> about &lt;b&gt; :tada: at"))
        #expect(lines[4].contains(#""text":"hello Person 1","username":"person-1""#))
    }

    /// A payload with people replaced, with all that is known after it was gone through once.
    private func replaced(_ payload: String) -> String {
        var redactor = Redactor(pseudonyms: Pseudonyms())
        let session = Session(
            header: SessionHeader(epoch: 0),
            entries: [SessionEntry(at: 0, .receive(socket: 1, SocketMessage(payload)))]
        )
        let once = redactor.redacted(session)
        var second = Redactor(pseudonyms: Pseudonyms())
        #expect(second.redacted(once).entries == once.entries)
        return once.entries[0].received?.text ?? ""
    }

    @Test(arguments: [
        (
            #"{"channel":{"name":"mpdm-ann--bob.b-1","is_mpim":true},"text":"hi ann"}"#,
            #"{"channel":{"name":"mpdm-person-1--person-2-1","is_mpim":true},"text":"hi person-1"}"#
        ),
        (
            #"{"text":"x","attachments":[{"author_name":"Ann Smith","text":"so Ann Smith"}]}"#,
            #"{"text":"x","attachments":[{"author_name":"person-1","text":"so person-1"}]}"#
        ),
        (
            #"{"text":"at https:\/\/acme.slack.com\/archives and https:\/\/acme.enterprise.slack.com\/x"}"#,
            #"{"text":"at https:\/\/team-1.slack.com\/archives and https:\/\/team-1.enterprise.slack.com\/x"}"#
        ),
        (
            #"{"text":"https://api.slack.com/ https://files.slack.com/ https://slack.com/"}"#,
            #"{"text":"https://api.slack.com/ https://files.slack.com/ https://slack.com/"}"#
        ),
        (
            #"{"text":"Ann, Dr. Smith","user_profile":{"real_name":"Ann Smith","first_name":"Ann","last_name":"Smith"}}"#,
            #"{"text":"Person, Dr. 1","user_profile":{"real_name":"Person 1","first_name":"Person","last_name":"1"}}"#
        ),
        (
            #"{"text":"Hi Ann! Ann van Smith? Smith, Annie and ann","user":{"id":"U1","real_name":"Ann van Smith"}}"#,
            #"{"text":"Hi Person! Person 1? 1, Annie and ann","user":{"id":"U1","real_name":"Person 1"}}"#
        ),
        (
            #"{"text":"Deploy is done","user":{"id":"U1","is_bot":true,"profile":{"real_name":"Deploy Now"}}}"#,
            #"{"text":"Deploy is done","user":{"id":"U1","is_bot":true,"profile":{"real_name":"Person 1"}}}"#
        ),
        (
            #"{"text":"Billing is closed","user":{"id":"U1","real_name":"Billing Support"}}"#,
            #"{"text":"Billing is closed","user":{"id":"U1","real_name":"Person 1"}}"#
        ),
    ])
    func `Names are found in groups, quotes, links and parts`(payload: String, expected: String) {
        #expect(replaced(payload) == expected)
    }

    @Test func `Words of messages are replaced if asked, mentions and markup are not`() {
        let lines = pseudonymised(Pseudonyms(messageText: true), twice: true)
        #expect(!lines[2].contains("about"))
        #expect(lines[2].contains("<@U0BOB12345|person-1>"))
        #expect(lines[2].contains("&lt;") && lines[2].contains(":tada:"))
        #expect(lines[2].contains(#""type":"message""#))
    }

    @Test func `People who come to a pseudonymised session get numbers of their own`() {
        var redactor = Redactor(pseudonyms: Pseudonyms())
        let old =
            #"{"user":{"id":"U0OLD","name":"person-7","image_24":"https://avatars.invalid/person-7.png"}}"#
        let new = #"{"user":{"id":"U0NEW","name":"carol"}}"#
        _ = [new, old].map { redact($0, &redactor) }
        var second = redactor.rewound()
        let lines = [new, old].map { redact($0, &second) }
        #expect(lines[0].contains("person-8"))
        #expect(lines[1].contains(old))
    }

    @Test func `With a key, a person is the same in every session`() throws {
        let key = try RedactionKey(Array("0123456789abcdef".utf8))
        func name(after others: Int) -> String {
            var redactor = Redactor(key: key, pseudonyms: Pseudonyms())
            for number in 0..<others {
                _ = redact(
                    #"{"user":{"id":"U\#(number)X","real_name":"Someone \#(number)"}}"#,
                    &redactor
                )
            }
            return redact(#"{"user":{"id":"U0BOB12345","real_name":"Bob Smith"}}"#, &redactor)
        }
        #expect(name(after: 0) == name(after: 3))
    }

    private func redact(_ frame: String, _ redactor: inout Redactor) -> String {
        var entry = SessionEntry(at: 0, .receive(socket: 1, SocketMessage(frame)))
        redactor.redact(&entry)
        return entry.fixtureText
    }
}
