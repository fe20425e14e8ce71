public import SlackWire

/// Decides whether a call of the bot is a call of the recording.
///
/// Matchers compose: `.method && .arguments && .ignoring("client_msg_id")`. What counts of a request is this:
///
/// - the method or the absolute URL, and of a URL the HTTP verb: GET of an upload URL uploads nothing;
/// - the arguments, a form, a query, a JSON body and a compressed one being one thing
///   (``SlackWire/WebAPICall/arguments``), files and other bodies by their bytes, whatever media type is made up for them; between
///   two JSON bodies `7` is not `"7"`, and to a URL an array is not its text; of a URL a form is not JSON: a `response_url`
///   takes no form; nor is it of a method that is documented to take no JSON (``SlackWire/WebAPIMethod/takesJSON``);
/// - the header fields `range`, `if-range`, `if-match`, `if-none-match`, `if-modified-since` and
///   `if-unmodified-since`, and `accept` where answers from one URL differed by it;
/// - the scheme of the header field `authorization`, where it is no token's: what stands behind it has to be the same each time, and
///   is another in a replay;
/// - which token it carries: not its text, since a replay gives the bot others, but its kind (`xoxb`, `xapp`), that it is the
///   same one where it was and another where it was, and none where there was none; in a JSON body there is none.
///
/// That a method is called by GET or by POST, and all other header fields never count. The token counts in a replay, whatever the matcher.
public struct CallMatcher: Sendable {
    /// A condition of the user's own.
    typealias Condition = @Sendable (_ recorded: WebAPICall, _ actual: WebAPICall) -> Bool

    private var comparesMethod = false
    private var comparesArguments = false
    private var ignored: [ArgumentPath] = []
    private var conditions: [(name: String, holds: Condition)] = []

    private init() {}

    /// Same Web API method, or same absolute URL.
    public static let method: CallMatcher = {
        var matcher = CallMatcher()
        matcher.comparesMethod = true
        return matcher
    }()

    /// Same arguments, files by their content.
    public static let arguments: CallMatcher = {
        var matcher = CallMatcher()
        matcher.comparesArguments = true
        return matcher
    }()

    /// What replays use unless told otherwise: method and arguments, without the id that a client makes
    /// up for each message.
    public static let standard = method && arguments && ignoring("client_msg_id")

    /// Leaves arguments out of the comparison.
    ///
    /// - Parameter paths: Names; with a dot before each further level and `*` for every element, as in
    ///   `blocks.*.block_id`. `content` is a body that holds no arguments, `file 1` the first file.
    public static func ignoring(_ paths: String...) -> CallMatcher {
        var matcher = CallMatcher()
        matcher.ignored = paths.map(ArgumentPath.init)
        return matcher
    }

    /// A condition of your own.
    ///
    /// - Parameters:
    ///   - name: What a report calls the condition when it does not hold.
    ///   - holds: Whether the bot's call may stand for the recorded one. It is asked once for each
    ///     candidate, in recorded order.
    public static func condition(
        _ name: String,
        holds: @escaping @Sendable (_ recorded: WebAPICall, _ actual: WebAPICall) -> Bool
    ) -> CallMatcher {
        var matcher = CallMatcher()
        matcher.conditions = [(name, holds)]
        return matcher
    }

    /// Both matchers at once.
    public static func && (left: CallMatcher, right: CallMatcher) -> CallMatcher {
        var both = left
        both.comparesMethod = left.comparesMethod || right.comparesMethod
        both.comparesArguments = left.comparesArguments || right.comparesArguments
        both.ignored += right.ignored
        both.conditions += right.conditions
        return both
    }

    /// Whether the bot's call may stand for the recorded one.
    public func matches(recorded: WebAPICall, actual: WebAPICall) -> Bool {
        signature(of: recorded) == signature(of: actual) && spellingsAgree(recorded, actual)
            && conditionsHold(recorded, actual)
    }

    /// Everything that keeps the bot's call from standing for the recorded one; empty if it may.
    public func differences(recorded: WebAPICall, actual: WebAPICall) -> [PayloadDifference] {
        var found: [PayloadDifference] = []
        if comparesMethod, recorded.target != actual.target {
            found.append(recorded.target.difference(to: actual.target))
        }
        if comparesMethod, recorded.tellingVerb != actual.tellingVerb {
            found.append(
                PayloadDifference(
                    path: PayloadDifference.verb,
                    expected: .string(recorded.httpMethod.rawValue),
                    actual: .string(actual.httpMethod.rawValue)
                )
            )
        }
        if comparesArguments {
            if recorded.tellingForm != actual.tellingForm {
                found.append(
                    PayloadDifference(
                        path: PayloadDifference.form,
                        expected: .string(recorded.form.rawValue),
                        actual: .string(actual.form.rawValue)
                    )
                )
            }
            let (scheme, other) = (recorded.credentials?.scheme, actual.credentials?.scheme)
            if scheme != other {
                found.append(
                    PayloadDifference(
                        path: PayloadDifference.authorization,
                        expected: .string(scheme ?? "none"),
                        actual: .string(other ?? "none")
                    )
                )
            }
            found += contents(of: actual).differences(from: contents(of: recorded))
            found += JSONSpelling.differences(
                recorded: recorded,
                actual: actual,
                ignoring: ignored
            )
        }
        for condition in conditions where !condition.holds(recorded, actual) {
            found.append(PayloadDifference(path: condition.name, expected: true, actual: false))
        }
        return found
    }

    /// - Parameter arguments: Those of the call, where somebody has taken it apart.
    func signature(of call: WebAPICall, _ arguments: WebAPIArguments? = nil) -> CallSignature {
        CallSignature(
            target: comparesMethod ? call.target : nil,
            verb: comparesMethod ? call.tellingVerb : nil,
            contents: comparesArguments ? contents(of: call, arguments) : nil,
            form: comparesArguments ? call.tellingForm : nil,
            scheme: comparesArguments ? call.credentials?.scheme : nil
        )
    }

    /// Whether more than the signature of a call of the bot is compared with the recorded one.
    func looksCloser(at call: WebAPICall) -> Bool {
        !conditions.isEmpty || (comparesArguments && JSONSpelling.mayDiffer(call))
    }

    /// Whether two calls with equal signatures also say the same where both say it in JSON.
    func spellingsAgree(_ recorded: WebAPICall, _ actual: WebAPICall) -> Bool {
        guard comparesArguments else { return true }
        let found = JSONSpelling.differences(
            recorded: recorded,
            actual: actual,
            ignoring: ignored
        )
        return found.isEmpty
    }

    /// Whether an argument that is no part of others counts.
    func compares(_ argument: String) -> Bool {
        comparesArguments && !ignored.contains { $0.singleName == argument }
    }

    func conditionsHold(_ recorded: WebAPICall, _ actual: WebAPICall) -> Bool {
        conditions.allSatisfy { $0.holds(recorded, actual) }
    }

    private func contents(
        of call: WebAPICall,
        _ arguments: WebAPIArguments? = nil
    ) -> CallSignature.Contents {
        CallSignature.Contents(call, arguments, ignoring: ignored)
    }
}

extension WebAPICall.Target {
    fileprivate func difference(to actual: WebAPICall.Target) -> PayloadDifference {
        if case .url = self, case .url = actual, name == actual.name {
            return PayloadDifference(path: "url", expected: "another path", actual: "this one")
        }
        return PayloadDifference(
            path: "method",
            expected: .string(name),
            actual: .string(actual.name)
        )
    }

    /// The method's name, or the URL's scheme and host: its path may be a secret.
    var name: String {
        switch self {
        case .method(let name): name
        case .url(let url): WebAddress.shown(url)
        }
    }
}
