import NIOCore
import NIOPosix
import RepriseFloor
public import SlackTransport

/// A Slack on the loopback: HTTP and WebSocket in, any transport behind.
///
/// Clients in any language use it by changing their base URL to ``SlackServerAddress/apiURL``. Links in Slack's
/// answers and frames are rewritten so that uploads, downloads, webhooks and WebSockets come this way too; the
/// transport sees the links as they were.
///
/// Safe to use from any task and thread.
public final class SlackServer: Sendable {
    /// Where the server listens, and what it puts up with.
    public let configuration: SlackServerConfiguration

    private struct Listening: Sendable {
        var channel: any Channel
        var address: SlackServerAddress
    }

    private let transport: any Transport
    private let connections = ConnectionRegistry()
    private let life = Locked(ServerLife<Listening>.new)
    private let ready = OneShot<Result<SlackServerAddress, SlackServerError>>()
    private let finished = Wakeup()

    /// Makes a server that does not listen yet.
    public init(
        transport: any Transport,
        configuration: SlackServerConfiguration = SlackServerConfiguration()
    ) {
        self.transport = transport
        self.configuration = configuration
    }

    /// Where the server listens; `nil` before and after.
    public var listeningAddress: SlackServerAddress? {
        life.withLock { life in
            guard case .listening(let listening) = life else { return nil }
            return listening.address
        }
    }

    /// How many connections are open now, WebSockets included.
    public var connectionCount: Int { connections.count }

    /// Listens and serves until the server is stopped or the task is cancelled; cancelling breaks connections
    /// off.
    ///
    /// - Throws: ``SlackServerError`` when the server cannot listen.
    public func run() async throws(SlackServerError) {
        do throws(SlackServerError) {
            try life.withLock { life throws(SlackServerError) in try life.start() }
        } catch {
            ready.resolve(.failure(error))
            throw error
        }
        defer {
            life.withLock { $0.finish() }
            finished.wake()
        }
        do throws(SlackServerError) {
            try await listenAndServe()
        } catch {
            ready.resolve(.failure(error))
            throw error
        }
    }

    private func listenAndServe() async throws(SlackServerError) {
        let queue = Mailbox<ConnectionTask>()
        let listener = Listener(
            transport: transport,
            configuration: configuration,
            connections: connections,
            queue: queue,
            waiting: WaitingBytes(limit: configuration.limits.waitingBytes)
        )
        let channel = try await listener.bind()
        let address = SlackServerAddress(channel.localAddress, configuration)
        let isWanted = life.withLock { life in
            life.listen(Listening(channel: channel, address: address))
        }
        if !isWanted { channel.close(promise: nil) }
        ready.resolve(isWanted ? .success(address) : .failure(.stopped))
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                while let connection = await queue.nextUncancelled() {
                    group.addTask { await connection.run() }
                }
            }
        } onCancel: {
            queue.finish()
            channel.close(promise: nil)
        }
        // So that the port is free again when this returns. What is thrown says that it was before.
        try? await channel.closeFuture.get()
        if !isWanted { throw .stopped }
    }

    /// Waits until the server listens, and says where.
    ///
    /// - Throws: ``SlackServerError`` when it cannot or was stopped; `CancellationError` when the task is
    ///   cancelled.
    @discardableResult
    public func waitUntilListening() async throws -> SlackServerAddress {
        try await ready.waitOrThrow().get()
    }

    /// Stops listening, lets calls in flight have their answers, closes WebSockets with code 1001, and returns
    /// when all connections are closed.
    ///
    /// Cancelling the task breaks connections off at once.
    ///
    /// - Parameter timeout: How long clients may take; those that take longer are broken off.
    public func stop(timeout: Duration = .seconds(5)) async {
        let action = life.withLock { $0.stop() }
        if case .nothing = action {
            ready.resolve(.failure(.stopped))
            return
        }
        if case .close(let listening) = action { listening.channel.close(promise: nil) }
        connections.stop()
        let group = MultiThreadedEventLoopGroup.singleton
        let deadline = group.next().scheduleTask(in: TimeAmount(timeout)) { [connections] in
            connections.closeAll()
        }
        defer { deadline.cancel() }
        if await finished.wait() == nil { connections.closeAll() }
    }
}
