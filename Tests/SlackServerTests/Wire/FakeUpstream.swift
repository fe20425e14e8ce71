import NIOCore
import NIOPosix
import RepriseTestSupport
import SlackWire

@testable import SlackServer

/// A server on a raw socket that notes every request byte for byte, and answers it with the bytes that a test gave.
///
/// One exchange at a time.
final class FakeUpstream: Sendable {
    /// What it does when it has a whole request.
    struct Reaction: Sendable {
        enum Ending: Sendable {
            case keepOpen, close, reset
        }

        /// What it writes.
        var bytes: [UInt8] = []
        /// What becomes of the connection after that.
        var ending = Ending.keepOpen
    }

    let channel: any Channel
    private let requests: Watched<[WireMessage]>
    private let reaction: Watched<Reaction>

    /// Runs an upstream for as long as `body` runs.
    static func run<Result>(_ body: (FakeUpstream) async throws -> Result) async throws -> Result {
        let requests = Watched<[WireMessage]>([])
        let reaction = Watched(Reaction())
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Handler(requests: requests, reaction: reaction)
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let upstream = FakeUpstream(channel: channel, requests: requests, reaction: reaction)
        let result = try await body(upstream)
        try await channel.close()
        return result
    }

    private init(
        channel: any Channel,
        requests: Watched<[WireMessage]>,
        reaction: Watched<Reaction>
    ) {
        self.channel = channel
        self.requests = requests
        self.reaction = reaction
    }

    /// Where it listens.
    var address: SlackServerAddress {
        SlackServerAddress(
            host: "127.0.0.1",
            port: channel.localAddress?.port ?? 0,
            isSecure: false,
            linkKey: LinkKey()
        )
    }

    /// Says what it does from now on, and forgets what came.
    func expect(_ reaction: Reaction) {
        self.reaction.set(reaction)
        requests.set([])
    }

    /// What came.
    var received: [WireMessage] { requests.value }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let requests: Watched<[WireMessage]>
        private let reaction: Watched<Reaction>
        private var bytes: [UInt8] = []

        init(requests: Watched<[WireMessage]>, reaction: Watched<Reaction>) {
            self.requests = requests
            self.reaction = reaction
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += Array(buffer: unwrapInboundIn(data))
            guard let request = WireMessage(request: bytes) else { return }
            bytes = []
            requests.update { $0.append(request) }
            let reaction = reaction.value
            let answer = context.channel.allocator.buffer(bytes: reaction.bytes)
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
            switch reaction.ending {
            case .keepOpen: break
            case .close: context.close(promise: nil)
            case .reset: context.drop(reset: true, promise: nil)
            }
        }
    }
}
