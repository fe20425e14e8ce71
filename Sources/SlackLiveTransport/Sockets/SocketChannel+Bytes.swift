import RepriseFloor
import SlackWire
import WebSocketCodec

// Bytes in and out.

extension SocketChannel {
    /// Reads once and takes what has come.
    func read(_ scratch: inout [UInt8], now: Int64) {
        let result = scratch.withUnsafeMutableBytes { stream.read(into: $0) }
        switch result {
        case .bytes(let count): take(scratch.span.bytes.extracting(first: count), now: now)
        case .nothing:
            isReadable = false
            readNothing(now: now)
        case .end: ended(.closed, now: now)
        case .failed(let reason): ended(.readFailed(reason), now: now)
        }
    }

    /// Takes received bytes according to the stage.
    private func take(_ bytes: RawSpan, now: Int64) {
        switch stage {
        case .upgrading:
            upgrade(bytes, now: now)
        case .refused(var refusal):
            refusal.take(bytes, from: 0)
            if refusal.isComplete { refuse(refusal) } else { stage = .refused(refusal) }
        case .open:
            takeFrames(bytes, now: now)
        case .connecting, .gone:
            break
        }
    }

    private func readNothing(now: Int64) {
        switch stage {
        case .upgrading, .refused: if isMute { ended(.closed, now: now) }
        case .open:
            link.readNothing()
            takeActions(now: now)
        case .connecting, .gone: break
        }
    }

    /// Takes the news that the connection has ended.
    private func ended(_ loss: WebSocketEndpoint.Loss, now: Int64) {
        switch stage {
        case .upgrading: fail(SocketFailures.lostInHandshake(place))
        case .refused(let refusal): refuse(refusal)
        case .open:
            link.readEnded(loss)
            takeActions(now: now)
        case .connecting, .gone: break
        }
    }

    /// Whether bytes wait to be written.
    var hasUnsent: Bool {
        switch stage {
        case .upgrading: !isMute && requestWritten < handshake.request.count
        case .open: link.canWrite && (!sending.isEmpty || link.hasOutgoing)
        case .connecting, .refused, .gone: false
        }
    }

    /// Writes what there is to write, as far as the connection takes it.
    func write(now: Int64) {
        loop: while hasUnsent {
            if sending.isEmpty { refill() }
            switch stream.write(sending.bytes) {
            case .bytes(let count): wrote(count, now: now)
            case .nothing: break loop
            case .failed(let reason):
                // What the peer said before it hung up can still be read, and says why.
                isReadable = true
                if case .open = stage {
                    link.writeFailed(reason, now: now)
                } else {
                    isMute = true
                }
            }
        }
        if case .open = stage { takeActions(now: now) }
    }

    private func refill() {
        if requestOffset < handshake.request.count {
            requestOffset += handshake.request.withUnsafeBytes { request in
                sending.fill(from: UnsafeRawBufferPointer(rebasing: request[requestOffset...]))
            }
        } else {
            _ = link.takeOutgoing { sending.fill(from: $0) }
        }
    }

    private func wrote(_ count: Int, now: Int64) {
        sending.wrote(count)
        // A server that is in a hurry may have answered before it had the whole request.
        let ofRequest = min(count, handshake.request.count - requestWritten)
        requestWritten += ofRequest
        if count > ofRequest { link.wrote(count - ofRequest, now: now) }
    }
}
