import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

/// Modals that somebody submits, and what the acknowledgement does with them.
@Suite struct SubmissionTests {
    private static func modal(_ title: String) -> JSONValue {
        [
            "type": "modal", "title": ["type": "plain_text", "text": .string(title)], "blocks": [],
        ]
    }

    /// Opens a modal, submits it, acknowledges that with a payload, and returns the titles of what is shown.
    private static func titles(after payload: JSONValue?) throws -> [String] {
        try simulated { workspace, _ in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            let shortcut = try workspace.interact(
                [JSONMember("type", "shortcut")],
                by: "U0ALICE00"
            )
            _ = try await socket.frame("interactive")
            let opened = try await workspace.ask(
                "views.open",
                [("trigger_id", .string(shortcut.triggerID)), ("view", modal("first"))]
            )
            let view = JSONMember("view", ["id": opened["view"]?["id"] ?? .null])
            try workspace.interact(
                [JSONMember("type", "view_submission"), view],
                by: "U0ALICE00"
            )
            let envelope = try await socket.frame("interactive")
            #expect(envelope["accepts_response_payload"] == true)
            var acknowledgement = [JSONMember("envelope_id", envelope["envelope_id"] ?? .null)]
            if let payload { acknowledgement.append(JSONMember("payload", payload)) }
            try await socket.send(json: .object(acknowledgement))
            return workspace.views(of: "U0ALICE00").compactMap { $0["title"]?["text"]?.string }
        }
    }

    @Test func `A submitted modal closes when it is acknowledged without a word`() throws {
        #expect(try Self.titles(after: nil) == [])
        #expect(try Self.titles(after: ["response_action": "clear"]) == [])
    }

    @Test func `Errors keep it open`() throws {
        let errors: JSONValue = ["response_action": "errors", "errors": ["block": "too short"]]
        #expect(try Self.titles(after: errors) == ["first"])
    }

    @Test func `An acknowledgement may show something else in its place, or over it`() throws {
        let next = Self.modal("second")
        let update: JSONValue = ["response_action": "update", "view": next]
        #expect(try Self.titles(after: update) == ["second"])
        let push: JSONValue = ["response_action": "push", "view": next]
        #expect(try Self.titles(after: push) == ["first", "second"])
    }
}
