/// What the name of values says of them.
///
/// It is found out once for each name: a name may be long, and all the elements of an array go by it.
struct ValueName {
    /// Whether such values are secret.
    let isSecret: Bool
    /// Whether a rule of the user's says so.
    let isRule: Bool
    /// Whether such a value is one that people choose, or no part of Slack's protocol: it may look like an id or a time.
    let isPassword: Bool
    /// Whether such a value, if it is a URL, gives access to whoever has it.
    let isCapabilityURL: Bool
    /// Whether such a value is a URL, and of a socket one that lets everybody in.
    let isURL: Bool
    /// Whether such an argument is secret in a call that exchanges credentials.
    let isExchangeArgument: Bool
    /// Whether such a value is what somebody says.
    let isSaid: Bool

    init(_ name: String, under rules: RedactionRules) {
        let lowercased = name.lowercased()
        isSecret = rules.isSecret(lowercased: lowercased)
        isRule = isSecret && rules.isOwn(lowercased: lowercased)
        isPassword = isSecret && RedactionRules.isPassword(lowercased: lowercased)
        isCapabilityURL = rules.isCapabilityURL(lowercased: lowercased)
        isURL = lowercased == "url"
        isExchangeArgument = rules.oauthArguments.contains(name)
        isSaid = name == "text" || name == "markdown_text"
    }
}
