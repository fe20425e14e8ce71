import Crypto
import Foundation
import SwiftASN1
import X509

/// Makes an authority and one server certificate, with keys on the curve P-256.
struct CertificateIssue {
    /// What was made.
    struct Chain {
        var authority: Certificate
        var server: Certificate
        /// The server's key; the authority's is gone.
        var key: P256.Signing.PrivateKey
    }

    let names: [String]
    /// The bytes of IP addresses.
    let addresses: [[UInt8]]
    let validity: Duration

    func chain() throws -> Chain {
        let authorityKey = P256.Signing.PrivateKey()
        let key = P256.Signing.PrivateKey()
        let issuer = try DistinguishedName { CommonName("Reprise throw-away authority") }
        let authority = try certificate(
            of: issuer,
            key: authorityKey.publicKey,
            by: issuer,
            issuerKey: authorityKey
        ) {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
            Critical(KeyUsage(keyCertSign: true))
            SubjectKeyIdentifier(hash: Certificate.PublicKey(authorityKey.publicKey))
        }
        let others = names.map { GeneralName.dnsName($0) }
        let hosts = addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        let server = try certificate(
            of: try DistinguishedName { CommonName(names.first ?? "localhost") },
            key: key.publicKey,
            by: issuer,
            issuerKey: authorityKey
        ) {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([.serverAuth])
            SubjectAlternativeNames(others + hosts)
            SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
            // Python 3.13 and later refuse a certificate without it.
            AuthorityKeyIdentifier(
                keyIdentifier: SubjectKeyIdentifier(
                    hash: Certificate.PublicKey(authorityKey.publicKey)
                ).keyIdentifier
            )
        }
        return Chain(authority: authority, server: server, key: key)
    }

    private func certificate(
        of subject: DistinguishedName,
        key: P256.Signing.PublicKey,
        by issuer: DistinguishedName,
        issuerKey: P256.Signing.PrivateKey,
        @ExtensionsBuilder extensions: () throws -> Result<Certificate.Extensions, any Error>
    ) throws -> Certificate {
        let now = Date()
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key),
            // Clocks of machines and containers differ a little.
            notValidBefore: now.addingTimeInterval(-3600),
            notValidAfter: now.addingTimeInterval(Double(validity.components.seconds)),
            issuer: issuer,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try extensions().get(),
            issuerPrivateKey: Certificate.PrivateKey(issuerKey)
        )
    }
}
