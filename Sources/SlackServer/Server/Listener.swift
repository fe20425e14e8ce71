import NIOCore
import NIOHTTP1
import NIOPosix
import RepriseFloor
import SlackTransport

/// Listens, and dresses each connection that comes in.
struct Listener: Sendable {
    let transport: any Transport
    let configuration: SlackServerConfiguration
    let connections: ConnectionRegistry
    /// New connections on their way from the event loops to the task that serves them.
    ///
    /// Every connection that enters comes out, even when the server is cancelled: NIO stops the process when a
    /// writer is dropped that nobody finished, and its own stream of connections drops what is left in it.
    let queue: Mailbox<ConnectionTask>
    /// What requests wait, over all connections.
    let waiting: WaitingBytes
    /// The links that clients have handed back to Slack.
    let quoted = QuotedLinks()

    /// Begins to listen; the queue is finished when the channel is closed.
    func bind() async throws(SlackServerError) -> any Channel {
        let host = configuration.host
        let port = configuration.port
        guard (0...65_535).contains(port) else {
            let reason = "a port is a number from 0 to 65535"
            throw .cannotListen(host: host, port: port, reason: reason)
        }
        do {
            let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
            guard configuration.allowRemote || address.isLoopback else {
                throw SlackServerError.remoteNotAllowed(host: host)
            }
            let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelInitializer { channel in
                    // Waits a while when the process has no descriptors left.
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            AcceptBackoffHandler(shouldForwardIOErrorCaught: false)
                        )
                    }
                }
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        do {
                            guard try queue.post(making: { try admit(channel) }) else {
                                throw ChannelError.ioOnClosedChannel
                            }
                        } catch is FullHouse {
                            try channel.pipeline.syncOperations.addHandler(FullHouseHandler())
                        }
                    }
                }
                .bind(to: address).get()
            channel.closeFuture.whenComplete { _ in queue.finish() }
            return channel
        } catch {
            throw SlackServerError(error, host: host, port: port)
        }
    }

    /// There are as many connections as there may be.
    private struct FullHouse: Error {}

    /// Counts a connection that will be served; one that comes when the server has ended is none.
    private func admit(_ channel: any Channel) throws -> ConnectionTask {
        guard connections.add(channel, limit: configuration.limits.connections) else {
            throw FullHouse()
        }
        return try dress(channel)
    }

    private func dress(_ channel: any Channel) throws -> ConnectionTask {
        let pipeline = channel.pipeline.syncOperations
        let local = SlackServerAddress(channel.localAddress, configuration)
        let gate = RequestGate(configuration, local: local)
        if let deadEnd = configuration.deadEnd {
            // Before TLS, which begins within the tunnel.
            let handler = DeadEndHandler(
                deadEnd,
                gate: gate,
                limit: configuration.limits.headerBytes,
                onRefusal: configuration.onRefusal
            )
            try pipeline.addHandler(handler)
        }
        try configuration.secure?(channel)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = configuration.limits.headerBytes
        limits.maxHeaderListSize = configuration.limits.headerBytes
        limits.maxHeaderFieldCount = configuration.limits.headerFields
        let activity = ConnectionActivity()
        let boundaries = MessageBoundaries()
        let decoder = HTTPRequestDecoder(
            leftOverBytesStrategy: .forwardBytes,
            limitConfiguration: limits
        )
        // Answers are framed by who makes them: the encoder does not know of a HEAD.
        var framing = HTTPResponseEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        let encoder = HTTPResponseEncoder(configuration: framing)
        try pipeline.addHandlers([
            ActivityHandler(activity), ExactHeadHandler(boundaries), encoder,
            ByteToMessageHandler(decoder),
            HTTPConnectionHandler(
                configuration: configuration,
                activity: activity,
                boundaries: boundaries,
                gate: gate,
                waiting: waiting
            ),
        ])
        return ConnectionTask(
            transport: transport,
            configuration: configuration,
            channel: try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(
                    backPressureStrategy: .init(lowWatermark: 2, highWatermark: 16)
                )
            ),
            gate: gate,
            quoted: quoted,
            local: local
        )
    }
}

extension SlackServerAddress {
    init(_ address: SocketAddress?, _ configuration: SlackServerConfiguration) {
        self.init(
            host: address?.ipAddress ?? configuration.host,
            port: address?.port ?? configuration.port,
            isSecure: configuration.secure != nil,
            linkKey: configuration.linkKey
        )
    }
}

extension SocketAddress {
    /// Whether only this machine can reach the address.
    fileprivate var isLoopback: Bool {
        guard let ip = ipAddress else { return true }
        return ip == "::1" || ip.hasPrefix("127.") || ip.hasPrefix("::ffff:127.")
    }
}

extension SlackServerError {
    /// What a failed attempt to listen means.
    fileprivate init(_ error: any Error, host: String, port: Int) {
        switch error {
        case let error as SlackServerError: self = error
        case let error as IOError where error.errnoCode == EADDRINUSE:
            self = .portTaken(host: host, port: port)
        case let error as IOError where error.errnoCode == EACCES:
            self = .notPermitted(host: host, port: port)
        case is SocketAddressError:
            self = .cannotListen(host: host, port: port, reason: "the name cannot be resolved")
        default: self = .cannotListen(host: host, port: port, reason: "\(error)")
        }
    }
}
