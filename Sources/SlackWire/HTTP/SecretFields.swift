/// Which fields of a request hold secrets by their name, so that no description shows them.
///
/// This guards what is printed by accident; what is written to a fixture goes through a redactor, which
/// looks at values.
enum SecretFields {
    /// Whether a header field of that name, in lower case, is a secret.
    static func isSecretHeader(_ name: String) -> Bool {
        ["authorization", "proxy-authorization", "cookie", "set-cookie"].contains(name)
    }

    /// Whether a field of a query or a form is a secret.
    static func isSecretField(_ name: String) -> Bool {
        [
            "token", "client_secret", "refresh_token", "code", "code_verifier", "password",
            "ticket",
        ].contains(name)
    }
}

extension HTTPHeaders.Field: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The field as it stands in a request, a secret one with dots for its value.
    public var description: String {
        "\(name): \(SecretFields.isSecretHeader(name) ? "…" : value)"
    }
    /// The field as it stands in a request, a secret one with dots for its value.
    public var debugDescription: String { description }
    /// Nothing to look into, so that `dump` shows no secret either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPHeaders: CustomStringConvertible {
    /// The fields, secret ones with dots for their values.
    public var description: String { "\(fields)" }
}

extension FormField: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name and the value, a secret one as dots.
    public var description: String {
        "\(name)=\(SecretFields.isSecretField(name) ? "…" : value)"
    }
    /// The name and the value, a secret one as dots.
    public var debugDescription: String { description }
    /// Nothing to look into, so that `dump` shows no secret either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SocketRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Where the socket leads, without the ticket.
    public var description: String { WebAddress.shown(url) }
    /// Where the socket leads, without the ticket.
    public var debugDescription: String { description }
    /// Nothing to look into, so that `dump` shows no ticket either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension WebAPICall.Target: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The method, or where the URL leads without what may be secret in it.
    public var description: String {
        switch self {
        case .method(let name): name
        case .url(let url): WebAddress.shown(url)
        }
    }
    /// The method, or where the URL leads without what may be secret in it.
    public var debugDescription: String { description }
    /// Nothing to look into, so that `dump` shows no secret either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension WebAPICall: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The verb and the target; arguments may be secret, and have ``arguments``.
    public var description: String { "\(httpMethod) \(target)" }
    /// The verb and the target.
    public var debugDescription: String { description }
    /// Nothing to look into, so that `dump` shows no secret either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
