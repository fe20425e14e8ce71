/// Why there is no certificate for the server.
public enum LoopbackAuthorityError: Error, Sendable, Hashable {
    /// The text is no IP address.
    case notAnAddress(String)
    /// The text is no host name.
    case notAName(String)
    /// The machine has no OpenSSL 3, which libcurl brings along on most.
    case noOpenSSL(reason: String)
    /// The certificates could not be made.
    case cannotMake(reason: String)
    /// The file could not be written.
    case cannotWrite(path: String, reason: String)
}

extension LoopbackAuthorityError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .notAnAddress(let text):
            "\(text) is no IP address; write 127.0.0.1 or ::1, and give host names as names"
        case .notAName(let text):
            "\(text) is no host name; write localhost or a name of letters, digits, hyphens and dots"
        case .noOpenSSL(let reason):
            """
            TLS needs the library of OpenSSL 3, which was not found (\(reason)); install it \
            (Debian and Ubuntu: apt-get install libssl3; macOS: brew install openssl@3) or leave TLS out
            """
        case .cannotMake(let reason):
            "the server's certificate could not be made: \(reason)"
        case .cannotWrite(let path, let reason):
            "the certificate of the throw-away authority could not be written to \(path): \(reason)"
        }
    }
}
