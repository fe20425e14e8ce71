extension SlackServerError: CustomStringConvertible {
    /// One sentence: what failed, where, and what to do next.
    public var description: String {
        switch self {
        case .portTaken(let host, let port):
            "cannot listen on \(host) port \(port): another process listens there; stop it, choose "
                + "another port, or use port 0 to take any free one"
        case .notPermitted(let host, let port):
            "cannot listen on \(host) port \(port): the system reserves it; choose a port above "
                + "1023, or use port 0 to take any free one"
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host) port \(port): \(reason); use 127.0.0.1 and port 0 unless "
                + "clients need another address"
        case .remoteNotAllowed(let host):
            "refused to listen on \(host): other machines could reach it, and the server asks nobody "
                + "for a password; use 127.0.0.1, or set allowRemote to say that this is wanted"
        case .alreadyRun:
            "a server runs once; make a new SlackServer over the same transport"
        case .stopped:
            "the server was stopped before it listened; make a new SlackServer"
        }
    }
}
