import SlackWire

/// One method of the Web API.
struct Method: Sendable {
    /// What does the work: changes the world and says what the answer holds besides `"ok":true`.
    typealias Handler =
        @Sendable (inout World, MethodRequest) throws(MethodError) -> [JSONMember]

    /// What token a method wants.
    enum Access: Sendable {
        /// None.
        case anybody
        /// A bot's or a person's.
        case user
        /// The app's.
        case app
    }

    /// The name, for example `chat.postMessage`.
    let name: String
    /// How often it may be called; what Slack does not document has a rule of its own.
    let tier: RateTier
    /// What token it wants.
    var access = Access.user
    /// The scopes that a token needs, for the header `x-accepted-oauth-scopes`.
    var scopes: [String] = []
    /// What does the work.
    let handler: Handler

    init(
        _ name: String,
        access: Access = .user,
        scopes: [String] = [],
        _ handler: @escaping Handler
    ) {
        self.name = name
        tier = WebAPIMethod.named(name)?.tier ?? .special
        self.access = access
        self.scopes = scopes
        self.handler = handler
    }
}

/// A call of a method, understood.
struct MethodRequest: Sendable {
    /// The method's name.
    let method: String
    /// Who calls: a user id; the bot's for a bot token and for the app's.
    let user: String
    /// Whether a bot calls.
    let isBot: Bool
    /// What was asked for.
    let arguments: CallArguments
    /// The HTTP verb.
    let httpMethod: HTTPMethod
    /// Whether the token stood in the header.
    let hasHeaderToken: Bool
}

extension MethodRequest {
    /// An argument that has to be there.
    func require(_ name: String) throws(MethodError) -> String {
        guard let text = arguments.nonEmpty(name) else { throw .missing(name) }
        return text
    }

    /// An argument that is an array or an object, if it is there.
    func structured(_ name: String, orElse code: String) throws(MethodError) -> JSONValue? {
        do throws(CallArguments.Problem) {
            return try arguments.structured(name)
        } catch {
            throw MethodError(code)
        }
    }
}
