/// What counts as a secret by the name it goes by.
///
/// Shapes (tokens, URLs) are found wherever they stand; these rules add values that only their name
/// gives away. Names are compared in lower case.
public struct RedactionRules: Sendable, Hashable {
    /// A value is secret if its name ends like this: members of JSON, fields of forms and queries.
    public var secretNameEndings: [String]
    /// A value is secret if this is its whole name.
    public var secretNames: Set<String>
    /// Arguments that are secret in calls of methods with one of ``oauthMethodPrefixes`` only.
    public var oauthArguments: Set<String>
    /// How the methods begin that exchange credentials.
    public var oauthMethodPrefixes: [String]
    /// Members whose value is a URL that gives access to whoever has it; names may begin like this.
    public var capabilityURLNames: [String]
    /// Headers whose value is secret, beyond those whose name matches the rules above.
    public var secretHeaders: Set<String>

    /// No rules.
    public init() {
        secretNameEndings = []
        secretNames = []
        oauthArguments = []
        oauthMethodPrefixes = []
        capabilityURLNames = []
        secretHeaders = []
    }

    /// What Slack's documentation and recordings of its traffic show to be secret.
    public static let standard: RedactionRules = {
        var rules = RedactionRules()
        rules.secretNameEndings = ["token", "secret", "password", "passwd"]
        rules.secretNames = [
            "ticket", "trigger_id", "code_verifier", "authorization", "cookie", "api_key",
        ]
        rules.oauthArguments = ["code", "state", "client_assertion", "assertion"]
        rules.oauthMethodPrefixes = ["oauth.", "openid.", "tooling."]
        rules.capabilityURLNames = [
            "upload_url", "response_url", "url_private", "permalink_public", "thumb_",
            "configuration_url",
        ]
        rules.secretHeaders = ["authorization", "proxy-authorization", "cookie", "set-cookie"]
        return rules
    }()

    /// What must stand in bytes, in some case, for any rule or shape to apply to them.
    ///
    /// The last two stand for what may be hidden behind an escape.
    var needles: [String] {
        secretNameEndings + secretNames + capabilityURLNames
            + [
                "xox", "xapp", "xwfp", "ws:", "wss:", "hooks.slack", "upload/", "upload\\/",
                "files-pri", "files-tmb", "slack-files", "websocket", "%2f", "\\u00",
            ]
    }

    func isSecret(name: String) -> Bool {
        let name = name.lowercased()
        return secretNames.contains(name) || secretNameEndings.contains { name.hasSuffix($0) }
    }

    func isCapabilityURL(name: String) -> Bool {
        let name = name.lowercased()
        return capabilityURLNames.contains { name.hasPrefix($0) }
    }

    func isCredentialExchange(method: String) -> Bool {
        oauthMethodPrefixes.contains { method.hasPrefix($0) }
    }
}
