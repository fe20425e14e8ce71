import ArgumentParser
import SlackServer

/// Where a loopback server listens, as options of several commands.
struct ServerOptions: ParsableArguments {
    @Option(help: "The port; 0 takes a free one.")
    var port = 0

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Flag(
        help:
            "Let --host be an address that other machines can reach. Nobody is asked for a password."
    )
    var allowRemote = false

    func validate() throws {
        if !(0...65_535).contains(port) {
            throw ValidationError("--port must be between 0 and 65535")
        }
    }

    /// The server's configuration.
    var configuration: SlackServerConfiguration {
        var configuration = SlackServerConfiguration(host: host, port: port)
        configuration.allowRemote = allowRemote
        return configuration
    }
}
