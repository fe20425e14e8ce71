import ArgumentParser
import SlackServer
import SlackWire

/// Where a loopback server listens, as options of several commands.
struct ServerOptions: ParsableArguments {
    @Option(
        help: "The port; a free one if nothing is said, or 0.",
        transform: NumberArgument.whole(in: 0...65_535)
    )
    var port: Int?

    @Option(help: "The address to listen on, 127.0.0.1 if nothing is said.")
    var host: String?

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
        if allowRemote, host == nil {
            let why = "127.0.0.1 is reached from this machine only; name an address to listen on"
            throw IneffectiveOptions.without("--allow-remote", needed: "--host", why: why).refusal
        }
    }

    /// What was given.
    var given: GivenOptions {
        var given = GivenOptions()
        given.add("--port", port.map(String.init))
        given.add("--host", host)
        given.add("--allow-remote", if: allowRemote)
        given.add("--name", each: name)
        given.add("--tls", if: tls)
        return given
    }

    /// Runs `body` with the server's configuration, whose certificates go away after it.
    func prepared<Result>(
        _ body: (PreparedServer) async throws -> Result
    ) async throws -> Result {
        var configuration = SlackServerConfiguration(host: host ?? "127.0.0.1", port: port ?? 0)
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
