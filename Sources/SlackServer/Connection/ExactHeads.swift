import NIOCore
import NIOHTTP1
import RepriseFloor
import SlackWire

/// Where a connection stands between heads and bodies, as the HTTP decoder behind ``ExactHeadHandler`` finds it.
///
/// Both handlers that share it run on the same event loop.
final class MessageBoundaries {
    /// What the next byte of the client belongs to.
    enum Incoming {
        /// A head.
        case head
        /// A body, of which so many bytes are to come.
        case body(left: Int)
        /// A body in chunks.
        case chunks
        /// Nothing that the decoder reads.
        case rest
    }

    private(set) var incoming = Incoming.head
    /// Whether the decoder stops behind this request.
    private var isLast = false
    /// Whether what is being written is the head of an answer.
    var isWritingHead = false

    /// The decoder has a head.
    func begin(_ head: HTTPRequestHead) {
        isLast = head.asksForUpgrade || head.method == .CONNECT
        let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
        let isChunked = head.headers.contains(name: "transfer-encoding")
        incoming = isChunked ? .chunks : .body(left: length)
    }

    /// The decoder has so much of a body.
    func receive(_ count: Int) {
        if case .body(let left) = incoming { incoming = .body(left: left - count) }
    }

    /// The decoder has the end of a request.
    func end() {
        incoming = isLast ? .rest : .head
    }
}

/// Keeps the bytes of heads that are no UTF-8, which NIO reads and writes as strings.
///
/// Before the decoder they become characters (``ExactText``), and behind the encoder the bytes that they stand for. Bodies stay as they are.
final class ExactHeadHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let boundaries: MessageBoundaries
    /// The beginning of a character that the next bytes may complete.
    private var held: [UInt8] = []

    init(_ boundaries: MessageBoundaries) {
        self.boundaries = boundaries
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if held.isEmpty, canPass(bytes) { return context.fireChannelRead(data) }
        if !held.isEmpty {
            bytes = ByteBuffer(bytes: held + Array(buffer: bytes))
            held = []
        }
        // Piece by piece, since it is the decoder that says where a head or a body ends.
        while bytes.readableBytes > 0 {
            switch boundaries.incoming {
            case .head: passHead(&bytes, context)
            case .body(let left): pass(max(left, 1), of: &bytes, context)
            case .chunks: pass(Self.lengthUpToBlankLine(bytes), of: &bytes, context)
            case .rest: pass(bytes.readableBytes, of: &bytes, context)
            }
        }
    }

    /// Whether there is nothing to change.
    private func canPass(_ bytes: ByteBuffer) -> Bool {
        switch boundaries.incoming {
        case .body(let left) where bytes.readableBytes <= left: return true
        case .rest: return true
        case .head, .body, .chunks: break
        }
        return bytes.withUnsafeReadableBytes { $0.bytes.isUTF8 && !$0.contains(0xf4) }
    }

    private func pass(_ count: Int, of bytes: inout ByteBuffer, _ context: ChannelHandlerContext) {
        guard let piece = bytes.readSlice(length: min(count, bytes.readableBytes)) else { return }
        context.fireChannelRead(wrapInboundOut(piece))
    }

    /// Passes a line of a head on, or what of it is there.
    private func passHead(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) {
        let line = Array(buffer: bytes.lineSlice())
        bytes.moveReaderIndex(forwardBy: line.count)
        let whole = line.last == UInt8(ascii: "\n") ? line.count : Self.endOfWhole(line)
        held = Array(line[whole...])
        guard whole > 0 else { return }
        let text = ExactText.decode(line[..<whole])
        context.fireChannelRead(wrapInboundOut(ByteBuffer(string: text)))
    }

    /// Where the character begins that the end cuts; the end, if there is none.
    private static func endOfWhole(_ bytes: [UInt8]) -> Int {
        for start in stride(from: bytes.count - 1, through: max(bytes.count - 3, 0), by: -1)
        where bytes[start] >= 0xc0 {
            var validator = UTF8Validator()
            let fault = validator.firstFault(in: bytes.span.bytes.extracting(droppingFirst: start))
            return fault == nil && !validator.isBetweenCharacters ? start : bytes.count
        }
        return bytes.count
    }

    /// The end of the first blank line, which may be the end of a body in chunks.
    private static func lengthUpToBlankLine(_ bytes: ByteBuffer) -> Int {
        bytes.withUnsafeReadableBytes { buffer in
            let end = buffer.indices.first { index in
                buffer[index] == UInt8(ascii: "\n") && index >= 2
                    && buffer[index - 1] == UInt8(ascii: "\r")
                    && buffer[index - 2] == UInt8(ascii: "\n")
            }
            return end.map { $0 + 1 } ?? buffer.count
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard boundaries.isWritingHead, case .byteBuffer(let head) = unwrapOutboundIn(data),
            head.withUnsafeReadableBytes({ $0.contains(0xf4) })
        else { return context.write(data, promise: promise) }
        let bytes = ExactText.encode(String(buffer: head))
        context.write(wrapOutboundOut(.byteBuffer(ByteBuffer(bytes: bytes))), promise: promise)
    }
}

extension ByteBuffer {
    /// The bytes up to the first line break, with it; all of them if there is none.
    fileprivate func lineSlice() -> ByteBuffer {
        let end = readableBytesView.firstIndex(of: UInt8(ascii: "\n"))
        let length = end.map { $0 - readerIndex + 1 } ?? readableBytes
        return getSlice(at: readerIndex, length: length) ?? ByteBuffer()
    }
}
