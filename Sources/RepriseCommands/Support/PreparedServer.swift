import Foundation
import SlackServer
import SlackServerTLS

/// A server's configuration, and what clients need to trust it.
struct PreparedServer: Sendable {
    let configuration: SlackServerConfiguration
    /// The file with the certificate of the throw-away authority; `nil` without TLS.
    private(set) var certificate: String?
    /// What makes common clients trust it, as environment variables.
    private(set) var variables: [String: String] = [:]

    /// A server of plain text.
    init(_ configuration: SlackServerConfiguration) {
        self.configuration = configuration
    }

    /// A server that speaks TLS, whose authority lives as long as `folder`.
    ///
    /// - Throws: `LoopbackAuthorityError`, or what keeps a file from being written.
    init(_ configuration: SlackServerConfiguration, tlsIn folder: TemporaryFolder) throws {
        let authority = try LoopbackAuthority()
        let certificate = folder.path + "/reprise-ca.pem"
        let bundle = folder.path + "/bundle.pem"
        try authority.writeCertificate(to: certificate)
        let known = Self.knownAuthorities().map { $0 + "\n" } ?? ""
        try (known + authority.certificatePEM).write(
            toFile: bundle,
            atomically: true,
            encoding: .utf8
        )
        self.configuration = configuration.secured(by: authority)
        self.certificate = certificate
        // OpenSSL, Python and Go; Python's requests; curl, which goes by its own first; Node, which adds instead of replacing.
        variables = [
            "SSL_CERT_FILE": bundle, "REQUESTS_CA_BUNDLE": bundle, "CURL_CA_BUNDLE": bundle,
            "NODE_EXTRA_CA_CERTS": certificate,
        ]
    }

    /// The certificates that clients trust so far, so that they reach others than Slack as before.
    private static func knownAuthorities() -> String? {
        let variables = ProcessInfo.processInfo.environment
        let named = ["SSL_CERT_FILE", "CURL_CA_BUNDLE"].compactMap { variables[$0] }
        let usual = [
            "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/cert.pem",
        ]
        for path in named + usual {
            if let text = try? String(contentsOfFile: path, encoding: .utf8) { return text }
        }
        return nil
    }
}
