import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

/// Runs a test with a peer and a transport for it, and closes the transport afterwards.
func withPeer(
    _ configure: (inout SlackLiveTransport.Configuration) -> Void = { _ in },
    script: @escaping TestPeer.Script,
    _ body: (SlackLiveTransport, TestPeer) async throws -> Void
) async throws {
    let peer = try TestPeer(script)
    var configuration = SlackLiveTransport.Configuration(baseURL: peer.baseURL)
    configure(&configuration)
    let transport = SlackLiveTransport(configuration)
    do {
        try await waiting(for: "what the test asks of its peer", seen: peer.trouble) {
            try await body(transport, peer)
        }
    } catch {
        await transport.close()
        throw error
    }
    await transport.close()
    withExtendedLifetime(peer) {}
}

/// The failure of something that has to fail.
func failure<Value>(
    of body: () async throws(TransportFailure) -> Value,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws -> TransportFailure {
    do throws(TransportFailure) {
        let value = try await body()
        Issue.record("no failure, but \(value)", sourceLocation: sourceLocation)
        throw .init(.io, "no failure")
    } catch {
        return error
    }
}

/// Expects that this is the next thing to happen on a socket.
func expectNext(
    _ event: SocketEvent,
    from socket: any TransportSocket,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let next = try await waiting(
        for: "\(event)",
        seen: "nothing more from the socket",
        sourceLocation: sourceLocation
    ) { () async throws(TransportFailure) in
        try await socket.receive()
    }
    #expect(next == event, sourceLocation: sourceLocation)
}
