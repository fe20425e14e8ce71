public import SlackTransport

/// Runs a server for as long as `body` runs.
///
/// When `body` has returned, calls in flight have their answers and WebSockets are closed before this returns.
///
///     try await withSlackServer(over: transport) { address in
///         try await runClient(baseURL: address.apiURL)
///     }
///
/// - Parameters:
///   - transport: What answers.
///   - configuration: Where to listen, and what to put up with.
///   - body: What needs the server; its task is the caller's.
/// - Throws: ``SlackServerError`` when the server cannot listen, or what `body` throws.
public func withSlackServer<Result>(
    over transport: any Transport,
    configuration: SlackServerConfiguration = SlackServerConfiguration(),
    body: (SlackServerAddress) async throws -> Result
) async throws -> Result {
    let server = SlackServer(transport: transport, configuration: configuration)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        do {
            let result = try await body(try await server.waitUntilListening())
            await server.stop()
            try await group.waitForAll()
            return result
        } catch {
            group.cancelAll()
            throw error
        }
    }
}
