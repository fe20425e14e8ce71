/// Why a ``SlackServer`` does not listen.
public enum SlackServerError: Error, Sendable, Hashable {
    /// Another process listens on the port.
    case portTaken(host: String, port: Int)
    /// The system does not let this user listen on the port.
    case notPermitted(host: String, port: Int)
    /// The host is no address of this machine, or the system refused for another reason.
    case cannotListen(host: String, port: Int, reason: String)
    /// The host can be reached from other machines, and the configuration does not allow that.
    case remoteNotAllowed(host: String)
    /// The server is running, or has run: a server runs once.
    case alreadyRun
    /// The server was stopped before it listened.
    case stopped
}
