import Interleaving
import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

/// Runs a body against a workspace in virtual time.
@discardableResult
func simulated<Result: Sendable>(
    script: WorkspaceScript = .empty,
    _ configuration: SlackWorkspace.Configuration = .init(),
    schedule: Schedule = .firstInFirstOut,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: @escaping @Sendable (SlackWorkspace, SessionClock) async throws -> Result
) throws -> Result {
    let simulation = Simulation(schedule: schedule)
    let clock = SessionClock(simulation.clock)
    let workspace = SlackWorkspace(script: script, configuration: configuration, clock: clock)
    let run = simulation.run { try await body(workspace, clock) }
    #expect(run.isReproducible, sourceLocation: sourceLocation)
    return try run.result
}

/// Tokens by their kinds, in pieces so that no scanner takes them for real.
enum Tokens {
    static let bot = SlackToken("xoxb" + "-1-2-abc")
    static let app = SlackToken("xapp" + "-1-A1-2-abc")
    static let person = SlackToken("xoxp" + "-1-2-3-abc")
}

extension SlackWorkspace {
    /// Calls a method with form arguments and returns the answer's tree.
    @discardableResult
    func ask(
        _ method: String,
        _ arguments: [(String, JSONValue)] = [],
        token: SlackToken? = Tokens.bot
    ) async throws -> JSONValue {
        var call = WebAPICall(
            method: method,
            arguments: arguments.map { JSONMember($0, $1) }
        )
        if let token { call = call.authorized(with: token) }
        return try await self.call(call).json()
    }

    /// Connects over RTM; the `hello` is still to be received.
    func connectRTM(token: SlackToken = Tokens.bot) async throws -> any TransportSocket {
        let answer = try await ask("rtm.connect", token: token)
        let url = try #require(answer["url"]?.string)
        return try await open(SocketRequest(url: url))
    }

    /// Connects over Socket Mode; the `hello` is still to be received.
    func connectApp() async throws -> any TransportSocket {
        let answer = try await ask("apps.connections.open", token: Tokens.app)
        let url = try #require(answer["url"]?.string)
        return try await open(SocketRequest(url: url))
    }
}

extension TransportSocket {
    /// The next message's bytes.
    func bytes() async throws -> [UInt8] {
        guard case .message(let message) = try await receive() else {
            throw UnexpectedEnd()
        }
        return message.bytes
    }

    /// The next message's tree.
    func frame() async throws -> JSONValue {
        try JSONValue(parsing: try await bytes())
    }

    /// The next message of that type.
    func frame(_ type: String) async throws -> JSONValue {
        while true {
            let frame = try await frame()
            if frame["type"]?.string == type { return frame }
        }
    }

    /// Sends a JSON value.
    func send(json value: JSONValue) async throws {
        try await send(SocketMessage(json: value))
    }
}

/// The socket ended where a message was expected.
struct UnexpectedEnd: Error {}

extension TransportSocket {
    /// How the socket ends; whatever comes before is received and dropped.
    func end() async throws -> SocketClose {
        while true {
            if case .closed(let close) = try await receive() { return close }
        }
    }
}

extension WorkspaceScript {
    /// A script of messages by alice in general.
    static func frames(_ messages: [(at: Int, text: String)]) throws -> WorkspaceScript {
        let lines = messages.map { message in
            #"{"at": \#(message.at), "frame": {"type": "message", "user": "U0ALICE00", "#
                + #""channel": "C0GENERAL", "text": "\#(message.text)", "#
                + #""ts": "17000000\#(10 + message.at).000200"}}"#
        }
        return try WorkspaceScript(parsing: Array(lines.joined(separator: "\n").utf8))
    }
}
