import NIOCore
import RepriseFloor
import SlackTransport
import SlackWire

/// Serves one connection from its first request to its end.
struct ConnectionTask: Sendable {
    typealias Channel = NIOAsyncChannel<ConnectionEvent, ConnectionCommand>
    typealias Events = NIOAsyncChannelInboundStream<ConnectionEvent>.AsyncIterator
    typealias Commands = NIOAsyncChannelOutboundWriter<ConnectionCommand>

    let transport: any Transport
    let configuration: SlackServerConfiguration
    let channel: Channel
    /// What refuses requests that are no client's.
    let gate: RequestGate
    let quoted: QuotedLinks
    /// The address the client connected to.
    let local: SlackServerAddress

    /// Returns when the connection is closed.
    ///
    /// Cancelling the task breaks the connection off.
    func run() async {
        // What is thrown is the connection's end in other words.
        try? await channel.executeThenClose { inbound, outbound in
            var events = inbound.makeAsyncIterator()
            await serve(&events, outbound)
        }
    }

    private func serve(_ events: inout Events, _ commands: Commands) async {
        var next = try? await events.next()
        while case .request(let request)? = next {
            let context = ConnectionContext(
                request,
                transport: transport,
                gate: gate,
                quoted: quoted,
                configuration: configuration,
                local: local
            )
            if let refusal = context.refusal(of: request) {
                configuration.onRefusal?(
                    RefusedRequest(request, status: refusal.status, wayOut: wayOut(request))
                )
            }
            if case .socket(let url) = context.route {
                let fault = WebSocketHandshake.fault(in: request)
                guard let fault else {
                    let session = SocketSession(context: context, commands: commands)
                    let exchange = ServedExchange()
                    defer { exchange.end() }
                    await ServedExchange.$current.withValue(exchange) {
                        await session.run(
                            context.decoding.socketRequest(url: url, request),
                            &events
                        )
                    }
                    return
                }
                try? await commands.write(.answer(fault))
                next = try? await events.next()
            } else {
                next = await answer(request, context, &events, commands)
            }
        }
    }

    /// Where the client wanted to go with the server for its proxy, if it did.
    private func wayOut(_ request: IncomingRequest) -> String? {
        guard let deadEnd = configuration.deadEnd,
            deadEnd.isKnown(request.headers["proxy-authorization"]),
            let address = RequestGate.destination(of: request)
        else { return nil }
        return "\(address.host):\(address.port)"
    }

    /// Answers a request, and waits for what the client does next: if it goes away, nobody needs the answer
    /// any more, and the call is cancelled.
    ///
    /// Where there is no answer, nothing that comes behind the request is looked at: its answer would be taken for the one
    /// that does not come.
    private func answer(
        _ request: IncomingRequest,
        _ context: ConnectionContext,
        _ events: inout Events,
        _ commands: Commands
    ) async -> ConnectionEvent? {
        let exchange = ServedExchange()
        defer {
            exchange.end()
            request.flow?.cancel()
        }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                let outcome = await ServedExchange.$current.withValue(exchange) {
                    await context.outcome(of: request)
                }
                // Nobody reads the rest of a body whose answer is there already, or will not come.
                if !outcome.flows { request.flow?.cancel() }
                return (try? await commands.tell(outcome, context.encoding)) ?? false
            }
            var next = try? await events.next()
            if next == nil { group.cancelAll() }
            if await group.next() == true {
                while next != nil { next = try? await events.next() }
            }
            return next
        }
    }
}

extension ConnectionTask.Commands {
    /// Tells the client what becomes of its request; with silence, nothing, until it goes away or the server stops.
    ///
    /// - Returns: Whether the client is kept waiting.
    func tell(_ outcome: ExchangeOutcome, _ encoding: AnswerEncoding) async throws -> Bool {
        switch outcome {
        case .answer(let answer): try await write(.answer(answer))
        case .lost(let reset): try await write(.drop(reset: reset))
        case .silence:
            try await write(.keepSilent)
            return true
        case .flow(let head, let body):
            // Whoever stops here wants no more of it.
            defer { body.cancel() }
            return try await pass(head, body, encoding)
        }
        return false
    }

    /// Passes a body on as it comes, each piece when the one before is on its way: a client that does not read is not read for.
    private func pass(
        _ head: OutgoingAnswer,
        _ body: any BodyPieces,
        _ encoding: AnswerEncoding
    ) async throws -> Bool {
        try await write(.head(head))
        do throws(TransportFailure) {
            while let piece = try await body.next() {
                let written = OneShot<Result<Void, any Error>>()
                do {
                    try await write(.piece(piece, written: written))
                    try await written.waitOrThrow().get()
                } catch {
                    throw .cancelled(while: "answering a client that has gone")
                }
            }
        } catch {
            return try await tell(encoding.outcome(ofCut: error), encoding)
        }
        try await write(.endOfBody)
        return false
    }
}
