/// What Slack's documentation says of a Web API method (docs.slack.dev/reference/methods).
///
/// Any method can be called by its name, whether it stands here or not: Slack has more than it documents, and adds some
/// every month.
public struct WebAPIMethod: Sendable, Hashable {
    /// The name, for example `chat.postMessage`.
    public let name: String
    /// The verb that is documented; Slack takes `POST` of every method.
    public let httpMethod: HTTPMethod
    /// How often it may be called; `nil` where the documentation does not say.
    public let tier: RateTier?
    /// Whether it takes a JSON body; all take a form.
    public let takesJSON: Bool
    /// The arguments that are documented as required, without the token.
    ///
    /// Slack may take a call that lacks one, and refuse one that has all: which of several is needed is said in words only.
    public let requiredArguments: [String]
    /// The further arguments that are documented.
    public let optionalArguments: [String]

    /// Every documented method, by name.
    ///
    /// - Complexity: O(1) after the first time.
    public static var documented: [WebAPIMethod] { index.methods }

    /// The documented method of that name; `nil` if there is none, or it is not documented.
    ///
    /// - Complexity: O(1) after the first time.
    public static func named(_ name: String) -> WebAPIMethod? { index.byName[name] }

    /// The required arguments that a call lacks, in the order of the documentation; one that is empty counts as lacking.
    ///
    /// This is a hint and no verdict; see ``requiredArguments``.
    public func missingArguments(in call: WebAPICall) -> [String] {
        let arguments = call.arguments
        return requiredArguments.filter { arguments.text($0)?.isEmpty ?? true }
    }
}

/// How often a method may be called in a workspace by an app (docs.slack.dev/apis/web-api/rate-limits).
public enum RateTier: Int, Sendable, Hashable {
    /// Once a minute and more.
    case one = 1
    /// 20 times a minute and more.
    case two
    /// 50 times a minute and more.
    case three
    /// 100 times a minute and more.
    case four
    /// By a rule of its own: `chat.postMessage` about once a second and channel, `auth.test` hundreds of times a minute.
    case special
}

extension WebAPIMethod {
    private static let index = {
        let methods = table.split(separator: "\n").compactMap { WebAPIMethod(line: $0) }
        let named = methods.map { ($0.name, $0) }
        return (methods: methods, byName: Dictionary(named) { first, _ in first })
    }()

    /// Reads a line of the table.
    private init?(line: Substring) {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        guard fields.count == 6 else { return nil }
        name = String(fields[0])
        httpMethod = fields[1] == "GET" ? .get : .post
        tier = Int(fields[2]).flatMap { RateTier(rawValue: $0) }
        takesJSON = fields[3] == "J"
        requiredArguments = fields[4].split(separator: " ").map { String($0) }
        optionalArguments = fields[5].split(separator: " ").map { String($0) }
    }
}
