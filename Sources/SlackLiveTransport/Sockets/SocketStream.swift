import CCurl

/// The connection under a WebSocket, as bytes; neither direction waits.
protocol SocketStream: AnyObject {
    /// Reads what has come.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> StreamRead
    /// Writes as much as the connection takes.
    func write(_ bytes: UnsafeRawBufferPointer) -> StreamWrite
}

/// What reading gave.
enum StreamRead: Sendable, Hashable {
    /// So many bytes, at least one.
    case bytes(Int)
    /// Nothing for now.
    case nothing
    /// The peer has ended its half of the connection.
    case end
    /// The connection broke; the system's words.
    case failed(String)
}

/// What writing gave.
enum StreamWrite: Sendable, Hashable {
    /// So many bytes were taken.
    case bytes(Int)
    /// Nothing for now.
    case nothing
    /// The connection broke; the system's words.
    case failed(String)
}

/// What libcurl has connected, with TLS where there is some.
extension EasyHandle: SocketStream {
    func read(into buffer: UnsafeMutableRawBufferPointer) -> StreamRead {
        var count = 0
        let code = curl_easy_recv(raw, buffer.baseAddress, buffer.count, &count)
        switch code {
        case CURLE_AGAIN: return .nothing
        case CURLE_OK: return count > 0 ? .bytes(count) : .end
        default: return .failed(String(cString: curl_easy_strerror(code)))
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> StreamWrite {
        var count = 0
        let code = curl_easy_send(raw, bytes.baseAddress, bytes.count, &count)
        switch code {
        case CURLE_AGAIN: return .nothing
        case CURLE_OK: return count > 0 ? .bytes(count) : .nothing
        default: return .failed(String(cString: curl_easy_strerror(code)))
        }
    }
}
