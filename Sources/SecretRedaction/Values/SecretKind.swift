/// What gave a secret away.
public enum SecretKind: String, Sendable, Hashable, CaseIterable {
    /// The shape of a token of Slack's.
    case token
    /// The URL of a socket.
    case socketURL = "socket URL"
    /// A webhook or a response URL.
    case webhook
    /// The URL of an upload or of a private file, or what its name says to be such a URL.
    case fileURL = "file URL"
    /// The URL by which anybody joins a workspace.
    case invitation
    /// A JSON Web Token (RFC 7519), whoever made it.
    case webToken = "web token"
    /// A private key in PEM (RFC 7468).
    case privateKey = "private key"
    /// A user's name and password in a URL.
    case userInfo = "user in a URL"
    /// The name of a member, a field or a parameter.
    case named = "named value"
    /// The name of a header.
    case header
    /// A cookie.
    case cookie
    /// Base64 or hexadecimal digits whose decoded text holds a secret.
    case encoded = "encoded"
    /// A value that was seen elsewhere in the session as a secret.
    case known = "known secret"
    /// A piece of a secret that goes on in another message.
    case piece = "piece of a secret"
    /// A pattern of the user's.
    case pattern
    /// A path of the user's.
    case path

    /// Whether the place where it stands gives it away, so that its placeholder is known there as well.
    var isFoundByPlace: Bool {
        switch self {
        case .token, .socketURL, .webhook, .fileURL, .invitation, .webToken, .privateKey, .userInfo,
            .named:
            true
        case .header, .cookie, .encoded, .known, .piece, .pattern, .path: false
        }
    }
}

/// Where a secret stands in what was looked at, and what gave it away.
struct SecretRange: Hashable {
    var range: Range<Int>
    var kind: SecretKind
    /// Whether a rule of the user's gave it away.
    var isRule = false
    /// Whether the name of a member or a field says that it is no id and no time; what people say about passwords may be.
    var isPassword = false
    /// What is to stand there, if it is not simply what stands for the secret.
    var replacement: [UInt8]?

    func moved(by offset: Int) -> SecretRange {
        var copy = self
        copy.range = range.lowerBound + offset..<range.upperBound + offset
        return copy
    }
}
