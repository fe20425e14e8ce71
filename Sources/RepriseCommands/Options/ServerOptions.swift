import ArgumentParser
import SlackServer
import SlackWire

/// Where a loopback server listens, as options of several commands.
struct ServerOptions: ParsableArguments {
    @Option(help: "The port; 0 takes a free one.", transform: NumberArgument.whole(in: 0...65_535))
    var port = 0

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Flag(
        help:
            "Let --host be an address that other machines can reach. Nobody is asked for a password."
    )
    var allowRemote = false

    @Option(
        help:
            "A further name of this machine by which clients reach the server; may be repeated. Requests for other names are refused."
    )
    var name: [String] = []

    @Flag(help: "Speak TLS, with a throw-away authority whose certificate is named on stderr.")
    var tls = false

    func validate() throws {
        for name in name where WebAuthority(name)?.port != nil || WebAuthority(name) == nil {
            throw ValidationError("--name takes the name of a host, without a port: \(name)")
        }
    }

    /// Runs `body` with the server's configuration, whose certificates go away after it.
    func prepared<Result>(
        _ body: (PreparedServer) async throws -> Result
    ) async throws -> Result {
        var configuration = SlackServerConfiguration(host: host, port: port)
        configuration.allowRemote = allowRemote
        configuration.names = name
        guard tls else { return try await body(PreparedServer(configuration)) }
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let server = try PreparedServer(configuration, tlsIn: folder)
        if let certificate = server.certificate {
            Console.note("TLS: clients must trust \(certificate)")
        }
        return try await body(server)
    }
}
