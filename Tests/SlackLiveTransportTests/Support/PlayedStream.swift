import WebSocketCodec

@testable import SlackLiveTransport

/// A connection under a WebSocket that a test plays: it answers the upgrade, and then does what it is told.
final class PlayedStream: SocketStream {
    /// What has come behind the answer to the upgrade and was not read.
    var incoming: [UInt8] = []
    /// What reading gives when nothing has come.
    var reading = StreamRead.nothing
    /// How many bytes of frames are taken before ``writing`` counts.
    var writable = Int.max
    /// What writing gives then.
    var writing = StreamWrite.nothing
    /// What was written behind the upgrade.
    private(set) var written: [UInt8] = []

    private var handshake = ServerHandshake()
    private var isOpen = false

    func read(into buffer: UnsafeMutableRawBufferPointer) -> StreamRead {
        // Pieces that cut frames.
        let count = min(incoming.count, buffer.count, 5)
        if count == 0 { return isOpen ? reading : .nothing }
        buffer.copyBytes(from: incoming[..<count])
        incoming.removeFirst(count)
        return .bytes(count)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> StreamWrite {
        if !isOpen { return upgrade(bytes) }
        let count = min(bytes.count, writable)
        if count == 0 { return writing }
        written += bytes[..<count]
        if writable < .max { writable -= count }
        return .bytes(count)
    }

    private func upgrade(_ bytes: UnsafeRawBufferPointer) -> StreamWrite {
        var offset = 0
        let request = Array(bytes)
        if let accepted = try? handshake.next(in: request.span.bytes, from: &offset) {
            isOpen = true
            incoming = accepted.acceptance() + incoming
        }
        return .bytes(bytes.count)
    }
}
