import CLoopbackTLS

/// A server certificate with its key, and the authority that has signed it.
///
/// `@unchecked Sendable`: the context is not changed once it is made, and OpenSSL lets many threads make
/// connections from one (`SSL_new` takes it as a shared reference with a count of its own).
final class TLSContext: @unchecked Sendable {
    private let context: OpaquePointer
    /// The authority's certificate.
    let certificatePEM: String

    /// Makes both certificates.
    ///
    /// - Parameter alternatives: What the server is called, as OpenSSL writes it: `DNS:localhost,IP:127.0.0.1`.
    /// - Throws: ``LoopbackAuthorityError``.
    init(
        subject: String,
        alternatives: String,
        validity: Duration
    ) throws(LoopbackAuthorityError) {
        var failure = reprise_tls_failure()
        guard reprise_tls_load(&failure) else {
            throw .noOpenSSL(reason: failure.sentence)
        }
        let seconds = validity.components.seconds
        guard let context = reprise_tls_context_make(subject, alternatives, seconds, &failure)
        else {
            throw .cannotMake(reason: failure.sentence)
        }
        self.context = context
        certificatePEM = String(cString: reprise_tls_context_authority(context))
    }

    deinit {
        reprise_tls_context_free(context)
    }

    /// A connection of a client's, in the state before its first byte; `nil` without memory.
    func session() -> OpaquePointer? {
        reprise_tls_session_new(context)
    }
}

extension reprise_tls_failure {
    /// What went wrong, in OpenSSL's or the system's words.
    var sentence: String {
        withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
