import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// A throw-away certificate authority for a server on the loopback.
///
/// It exists as long as the process: its key is made here, signs one certificate, and is forgotten. The
/// server's key stays in memory. Clients are told to trust ``certificatePEM``, which holds no secret.
public struct LoopbackAuthority: Sendable {
    /// The authority's own certificate, for clients to trust.
    public let certificatePEM: String
    let context: NIOSSLContext

    /// Makes an authority, and a server certificate that it has signed.
    ///
    /// - Parameters:
    ///   - names: Host names under which clients know the server.
    ///   - addresses: IP addresses under which clients know the server.
    ///   - validity: For how long both certificates are good, from now on.
    /// - Throws: ``LoopbackAuthorityError``.
    public init(
        names: [String] = ["localhost"],
        addresses: [String] = ["127.0.0.1", "::1"],
        validity: Duration = .seconds(7 * 24 * 3600)
    ) throws(LoopbackAuthorityError) {
        let addresses = try addresses.map { address throws(LoopbackAuthorityError) in
            guard let bytes = Self.bytes(ofAddress: address) else {
                throw .notAnAddress(address)
            }
            return bytes
        }
        do {
            let issue = CertificateIssue(names: names, addresses: addresses, validity: validity)
            let chain = try issue.chain()
            certificatePEM = try chain.authority.serializeAsPEM().pemString + "\n"
            context = try Self.context(chain)
        } catch {
            throw .cannotMake(reason: "\(error)")
        }
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

    private static func context(_ chain: CertificateIssue.Chain) throws -> NIOSSLContext {
        var serializer = DER.Serializer()
        try serializer.serialize(chain.server)
        let certificate = try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der)
        let key = try NIOSSLPrivateKey(bytes: Array(chain.key.derRepresentation), format: .der)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)],
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }

    /// The four or sixteen bytes of an IP address.
    private static func bytes(ofAddress text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        return nil
    }
}
