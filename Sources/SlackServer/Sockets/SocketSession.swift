import NIOCore
import RepriseFloor
import SlackTransport
import SlackWire

/// One WebSocket of a client, joined to one of the transport's.
///
/// Each direction waits until the other side has taken what it was given, so a slow client slows the transport
/// down, and a slow transport the client.
struct SocketSession: Sendable {
    /// How many bytes may be on their way to the kernel.
    ///
    /// NIO's own writer only learns of a full buffer after the event loop has turned, and a replay without
    /// pace is much faster than that.
    private static let window = 256 * 1024

    let context: ConnectionContext
    let commands: ConnectionTask.Commands
    private let socket = OneShot<any TransportSocket>()
    /// How the client's side ended, for telling the transport.
    private let farewell = OneShot<SocketFarewell>()

    init(context: ConnectionContext, commands: ConnectionTask.Commands) {
        self.context = context
        self.commands = commands
    }

    /// Opens the transport's socket, accepts the client's, and returns when the client's connection has ended.
    func run(_ request: SocketRequest, _ events: inout ConnectionTask.Events) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await openAndSend(request) }
            await receive(&events)
            // If it never was a WebSocket, nobody else says so.
            farewell.resolve(SocketFarewell())
            group.cancelAll()
        }
        // Closed at once, with bytes that nobody has read, the connection would be reset, and the client not hear the goodbye.
        while (try? await events.next()) != nil {}
    }

    // MARK: From the transport to the client

    private func openAndSend(_ request: SocketRequest) async {
        let opened: any TransportSocket
        do throws(TransportFailure) {
            opened = try await context.transport.open(request)
        } catch {
            let outcome = context.encoding.encode(error, toUpgrade: request.url)
            _ = try? await commands.tell(outcome, context.encoding)
            return
        }
        socket.resolve(opened)
        do {
            try await commands.write(.acceptSocket(farewell))
            if try await send(from: opened) { return }
        } catch {
            // The client is gone, or the task is cancelled because it is.
        }
        let last = await farewell.waitUncancelled()
        await opened.close(code: last.code, reason: last.reason)
    }

    /// Passes on what the transport's socket says; true if it said that it is closed.
    private func send(from opened: any TransportSocket) async throws -> Bool {
        var unconfirmed = 0
        while true {
            let event: SocketEvent
            do throws(TransportFailure) {
                event = try await opened.receive()
            } catch {
                guard error.kind != .cancelled else { return false }
                try await commands.write(.close(code: 1011, reason: error.message))
                return false
            }
            switch event {
            case .message(let message):
                let message = context.encoding.rewriting.rewritten(message)
                // Small messages cost more than their bytes.
                unconfirmed += message.bytes.count + 512
                let written = unconfirmed > Self.window ? OneShot<Result<Void, any Error>>() : nil
                try await commands.write(.message(message, written: written))
                if let written {
                    try await written.waitOrThrow().get()
                    unconfirmed = 0
                }
            case .ping(let payload): try await commands.write(.ping(payload))
            case .pong(let payload): try await commands.write(.pong(payload))
            case .closed(let close):
                try await commands.write(Self.command(for: close))
                return true
            }
        }
    }

    private static func command(for close: SocketClose) -> ConnectionCommand {
        if close.by == .lost || close.code == 1006 { return .drop(reset: false) }
        return .close(code: close.code, reason: close.reason)
    }

    // MARK: From the client to the transport

    private func receive(_ events: inout ConnectionTask.Events) async {
        while let event = try? await events.next() {
            switch event {
            case .request: break
            case .message(let message): await pass(message)
            case .ping(let payload):
                if let opened { try? await opened.ping(payload) }
            case .closed: return
            }
        }
    }

    private var opened: (any TransportSocket)? { socket.value }

    private func pass(_ message: SocketMessage) async {
        guard let opened else { return }
        var message = message
        if message.kind == .text, let bytes = context.decoding.restoring.restored(message.bytes) {
            message.bytes = bytes
        }
        do throws(TransportFailure) {
            try await opened.send(message)
        } catch {
            // A closed socket says so itself, and a cancelled task ends.
            guard error.kind != .closed, error.kind != .cancelled else { return }
            let code: UInt16 = error.kind == .invalidRequest ? 1009 : 1011
            let reason = "reprise_\(error.kind.rawValue): \(error.message)"
            try? await commands.write(.close(code: code, reason: reason))
        }
    }
}
