import SlackLiveTransport
import SlackTransport

/// Runs `work` over a live transport to the server that the environment names, and ends it after.
func withLiveTransport<Result>(
    _ environment: Environment,
    _ work: (any Transport) async throws -> Result
) async throws -> Result {
    let live = SlackLiveTransport(baseURL: environment.apiURL)
    do {
        let result = try await work(environment.traced(live))
        await live.close()
        return result
    } catch {
        await live.close()
        throw error
    }
}
