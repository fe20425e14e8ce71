import Foundation

/// A throw-away certificate authority for a server on the loopback.
///
/// It exists as long as the process: its key is made here, signs one certificate, and is forgotten. The
/// server's key stays in memory. Clients are told to trust ``certificatePEM``, which holds no secret.
public struct LoopbackAuthority: Sendable {
    /// The authority's own certificate, for clients to trust.
    public var certificatePEM: String { context.certificatePEM }
    let context: TLSContext

    /// Makes an authority, and a server certificate that it has signed.
    ///
    /// - Parameters:
    ///   - names: Host names under which clients know the server; `*` stands for one label.
    ///   - addresses: IP addresses under which clients know the server.
    ///   - validity: For how long both certificates are good, from now on.
    /// - Throws: ``LoopbackAuthorityError``.
    public init(
        names: [String] = ["localhost"],
        addresses: [String] = ["127.0.0.1", "::1"],
        validity: Duration = .seconds(7 * 24 * 3600)
    ) throws(LoopbackAuthorityError) {
        for address in addresses where !Self.isAddress(address) {
            throw .notAnAddress(address)
        }
        for name in names where !Self.isName(name) {
            throw .notAName(name)
        }
        context = try TLSContext(
            subject: names.first ?? "localhost",
            alternatives: (names.map { "DNS:" + $0 } + addresses.map { "IP:" + $0 })
                .joined(separator: ","),
            validity: validity
        )
    }

    /// Writes the authority's certificate to a file, in place of what was there.
    ///
    /// - Throws: ``LoopbackAuthorityError``.
    public func writeCertificate(to path: String) throws(LoopbackAuthorityError) {
        do {
            try Data(certificatePEM.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .cannotWrite(path: path, reason: error.localizedDescription)
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }

    /// Whether the text is made of labels of letters, digits and hyphens (RFC 1123 §2.1), with a `*` perhaps.
    private static func isName(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                label == "*"
                    || !label.isEmpty
                        && label.allSatisfy {
                            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
                        }
            }
    }
}
