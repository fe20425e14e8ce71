import CLoopbackTLS
import NIOCore

/// One client's connection as a value machine: bytes of the client in, plain bytes and bytes for the client out.
///
/// No I/O, no clock; one thread at a time.
final class TLSSession {
    /// How far the connection has come.
    private enum State {
        /// Neither side trusts the other yet; what is to be written waits.
        case handshake
        /// Bytes flow both ways.
        case open
        /// One side has said that it ends, or something was wrong.
        case over
    }

    /// What became of bytes that the client sent.
    enum Reading {
        /// Plain bytes, perhaps none.
        case bytes(ByteBuffer)
        /// Plain bytes, perhaps none; the client sends no more.
        case end(ByteBuffer)
        /// The client does not speak TLS as it should, or does not trust the certificate.
        case failure(TLSFailure)
    }

    /// What a TLS record holds at most (RFC 8446 §5.1).
    private static let record = 16 * 1024

    /// Lives as long as the session, and keeps the context alive that it was made from.
    private let session: OpaquePointer
    private let context: TLSContext
    private var state = State.handshake

    /// - Throws: ``TLSFailure`` without memory.
    init(_ context: TLSContext) throws(TLSFailure) {
        guard let session = context.session() else { throw TLSFailure(reason: "out of memory") }
        self.session = session
        self.context = context
    }

    deinit {
        reprise_tls_session_free(session)
    }

    /// Whether ``write(_:)`` may be called.
    var isOpen: Bool { state == .open }

    /// Takes bytes from the client.
    func read(_ bytes: ByteBuffer, allocator: ByteBufferAllocator) -> Reading {
        guard state != .over else { return .bytes(ByteBuffer()) }
        let taken = bytes.withUnsafeReadableBytes { raw in
            // OpenSSL wants an address even for no bytes.
            raw.baseAddress.map { reprise_tls_take(session, $0, raw.count) } ?? true
        }
        guard taken else { return fail("out of memory") }
        if state == .handshake {
            var failure = reprise_tls_failure()
            switch reprise_tls_handshake(session, &failure) {
            case reprise_tls_done: state = .open
            case reprise_tls_waits: return .bytes(ByteBuffer())
            case reprise_tls_ended: return end(ByteBuffer())
            default: return fail(failure.sentence)
            }
        }
        return decrypted(allocator.buffer(capacity: bytes.readableBytes))
    }

    private func decrypted(_ start: ByteBuffer) -> Reading {
        var plain = start
        while true {
            var failure = reprise_tls_failure()
            var outcome = reprise_tls_waits
            plain.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.record) { room in
                guard let base = room.baseAddress else { return 0 }
                var count = room.count
                outcome = reprise_tls_read(session, base, &count, &failure)
                return count
            }
            switch outcome {
            case reprise_tls_done: continue
            case reprise_tls_waits: return .bytes(plain)
            case reprise_tls_ended: return end(plain)
            default: return fail(failure.sentence)
            }
        }
    }

    private func end(_ rest: ByteBuffer) -> Reading {
        state = .over
        return .end(rest)
    }

    private func fail(_ reason: String) -> Reading {
        state = .over
        return .failure(TLSFailure(reason: reason))
    }

    /// Encrypts bytes for the client; only while ``isOpen``.
    ///
    /// - Throws: ``TLSFailure``.
    func write(_ bytes: ByteBuffer) throws(TLSFailure) {
        guard bytes.readableBytes > 0 else { return }
        var failure = reprise_tls_failure()
        let outcome = bytes.withUnsafeReadableBytes { raw in
            raw.baseAddress.map { reprise_tls_write(session, $0, raw.count, &failure) }
        }
        guard outcome == reprise_tls_done else {
            state = .over
            throw TLSFailure(reason: failure.sentence)
        }
    }

    /// Says to the client that nothing more comes.
    func finish() {
        reprise_tls_finish(session)
        state = .over
    }

    /// The bytes that are to go to the client, if there are any.
    func output(allocator: ByteBufferAllocator) -> ByteBuffer? {
        let count = reprise_tls_pending(session)
        guard count > 0 else { return nil }
        var bytes = allocator.buffer(capacity: count)
        bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { room in
            room.baseAddress.map { reprise_tls_give(session, $0, count) } ?? 0
        }
        return bytes
    }
}

/// Why a connection over TLS cannot go on.
struct TLSFailure: Error, CustomStringConvertible {
    /// In OpenSSL's words, where it has any.
    let reason: String

    var description: String { "TLS: \(reason)" }
}
