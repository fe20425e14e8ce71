/// What counts as a secret beyond the shapes of Slack's own: by name, header, path and pattern.
///
/// Shapes (tokens, URLs) are found wherever they stand. Rules compose:
/// `.standard + .header("x-company-key") + .path("payload.user.phone")`. Names are compared in lower case.
public struct RedactionRules: Sendable, Hashable {
    /// A value is secret if its name ends like this: members of JSON, fields of forms and queries.
    public var secretNameEndings: [String]
    /// A value is secret if this is its whole name.
    public var secretNames: Set<String>
    /// Values of these names are not secret by their name, whatever the rules above say.
    public var publicNames: Set<String>
    /// Arguments that are secret in calls of methods with one of ``oauthMethodPrefixes`` only.
    public var oauthArguments: Set<String>
    /// How the methods begin that exchange credentials.
    public var oauthMethodPrefixes: [String]
    /// Members whose value is a URL that gives access to whoever has it; names may begin like this.
    public var capabilityURLNames: [String]
    /// Headers whose value is secret, beyond those whose name matches the rules above.
    public var secretHeaders: Set<String>
    /// Places in JSON, forms and queries whose values are secret.
    public var paths: [RedactionPath]
    /// Texts that are secret wherever they stand.
    public var patterns: [RedactionPattern]

    /// No rules.
    public init() {
        secretNameEndings = []
        secretNames = []
        publicNames = []
        oauthArguments = []
        oauthMethodPrefixes = []
        capabilityURLNames = []
        secretHeaders = []
        paths = []
        patterns = []
    }

    /// What Slack's documentation and recordings of its traffic show to be secret.
    public static let standard: RedactionRules = {
        var rules = RedactionRules()
        rules.secretNameEndings = ["token"] + passwordEndings
        rules.secretNames = [
            "ticket", "trigger_id", "triggerid", "interactivity_pointer", "code_verifier",
            "authorization", "cookie",
        ]
        rules.oauthArguments = ["code", "state", "client_assertion", "assertion"]
        rules.oauthMethodPrefixes = ["oauth.", "openid.", "tooling."]
        rules.capabilityURLNames = [
            "upload_url", "response_url", "responseurl", "url_private", "permalink_public",
            "thumb_",
        ]
        rules.secretHeaders = ["authorization", "proxy-authorization", "cookie", "set-cookie"]
        return rules
    }()

    func isSecret(name: String) -> Bool { isSecret(lowercased: name.lowercased()) }

    func isSecret(lowercased name: String) -> Bool {
        guard secretNames.contains(name) || secretNameEndings.contains(where: name.hasSuffix)
        else { return false }
        return !publicNames.contains(name)
    }

    /// Whether values of a name are never ids or times of Slack's, as those of `token` and `ticket` may be.
    static func isPassword(lowercased name: String) -> Bool {
        passwordEndings.contains(where: name.hasSuffix)
    }

    /// How the names of passwords end, Slack's and those of other makers.
    private static let passwordEndings = [
        "password", "passwd", "passphrase", "secret", "api_key", "api-key", "apikey", "access_key",
        "access-key", "accesskey", "private_key", "private-key", "privatekey", "secret_key",
        "secret-key", "secretkey", "signing_key", "credentials",
    ]

    /// Whether a secret name is also a word of sentences and of other protocols.
    func isWord(name: String) -> Bool {
        Self.standard.secretNames.contains(name.lowercased())
    }

    /// Whether no standard rule says of a secret name that it is one.
    func isOwn(lowercased name: String) -> Bool {
        !Self.standard.isSecret(lowercased: name)
    }

    func isCapabilityURL(name: String) -> Bool {
        isCapabilityURL(lowercased: name.lowercased())
    }

    func isCapabilityURL(lowercased name: String) -> Bool {
        capabilityURLNames.contains { name.hasPrefix($0) }
    }

    func isCredentialExchange(method: String) -> Bool {
        oauthMethodPrefixes.contains { method.hasPrefix($0) }
    }
}

extension RedactionRules {
    /// Values of this name: of members, fields and parameters; with `*` in front, of all names that end so.
    public static func name(_ name: String) -> RedactionRules {
        var rules = RedactionRules()
        let name = name.lowercased()
        if name.hasPrefix("*") {
            rules.secretNameEndings = [String(name.dropFirst())]
        } else {
            rules.secretNames = [name]
        }
        return rules
    }

    /// The values of a header.
    public static func header(_ name: String) -> RedactionRules {
        var rules = RedactionRules()
        rules.secretHeaders = [name.lowercased()]
        return rules
    }

    /// The values at a place.
    public static func path(_ path: RedactionPath) -> RedactionRules {
        var rules = RedactionRules()
        rules.paths = [path]
        return rules
    }

    /// Texts of a shape.
    public static func pattern(_ pattern: RedactionPattern) -> RedactionRules {
        var rules = RedactionRules()
        rules.patterns = [pattern]
        return rules
    }

    /// Values of this name are not secret, though another rule says so; shapes in them still are.
    public static func keeping(name: String) -> RedactionRules {
        var rules = RedactionRules()
        rules.publicNames = [name.lowercased()]
        return rules
    }

    /// What either says.
    public static func + (left: RedactionRules, right: RedactionRules) -> RedactionRules {
        var rules = left
        rules.secretNameEndings += right.secretNameEndings.filter {
            !left.secretNameEndings.contains($0)
        }
        rules.secretNames.formUnion(right.secretNames)
        rules.publicNames.formUnion(right.publicNames)
        rules.oauthArguments.formUnion(right.oauthArguments)
        rules.oauthMethodPrefixes += right.oauthMethodPrefixes
        rules.capabilityURLNames += right.capabilityURLNames
        rules.secretHeaders.formUnion(right.secretHeaders)
        rules.paths += right.paths
        rules.patterns += right.patterns
        return rules
    }
}
