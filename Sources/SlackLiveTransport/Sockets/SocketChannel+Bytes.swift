import CCurl
import RepriseFloor
import SlackWire
import WebSocketCodec

// Bytes in and out, through libcurl.

extension SocketChannel {
    /// Reads once and takes what has come.
    func read(_ scratch: inout [UInt8], now: Int64) {
        var count = 0
        let code = scratch.withUnsafeMutableBytes { buffer in
            curl_easy_recv(handle.raw, buffer.baseAddress, buffer.count, &count)
        }
        switch code {
        case CURLE_AGAIN:
            isReadable = false
        case CURLE_OK where count > 0:
            lastHeard = now
            take(scratch.span.bytes.extracting(first: count), now: now)
        case CURLE_OK:
            ended("the connection was closed without a goodbye")
        default:
            ended("the connection broke (\(String(cString: curl_easy_strerror(code))))")
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
            decode(bytes, now: now)
        case .connecting, .lingering, .gone:
            // Whatever follows a goodbye means nothing.
            break
        }
    }

    /// Whether bytes wait to be written.
    var hasUnsent: Bool {
        if !sending.isEmpty { return true }
        if case .upgrading = stage { return requestOffset < handshake.request.count }
        return connection.outgoingCount > 0
    }

    /// Writes what there is to write, as far as the connection takes it.
    func write(now: Int64) {
        while !isMute, hasUnsent {
            switch stage {
            case .upgrading, .open, .lingering: break
            case .connecting, .refused, .gone: return
            }
            if sending.isEmpty { refill() }
            var count = 0
            let bytes = sending.bytes
            let code = curl_easy_send(handle.raw, bytes.baseAddress, bytes.count, &count)
            if code == CURLE_AGAIN { break }
            guard code == CURLE_OK else {
                // What the peer said before it hung up can still be read, and says why.
                isMute = true
                isReadable = true
                break
            }
            sending.wrote(count)
            lastWritten = now
            if case .upgrading = stage { continue }
            writtenCount += count
        }
        releaseSenders()
    }

    private func refill() {
        if case .upgrading = stage {
            requestOffset += handshake.request.withUnsafeBytes { request in
                sending.fill(from: UnsafeRawBufferPointer(rebasing: request[requestOffset...]))
            }
        } else {
            let count = connection.withOutgoing { sending.fill(from: $0) }
            connection.wrote(count, using: &generator)
        }
    }

    private func releaseSenders() {
        guard let first = senders.first, first.target <= writtenCount else { return }
        let index = senders.firstIndex { $0.target > writtenCount } ?? senders.endIndex
        for sender in senders[..<index] { sender.pending.resolve(.success(())) }
        senders.removeFirst(index)
    }
}
