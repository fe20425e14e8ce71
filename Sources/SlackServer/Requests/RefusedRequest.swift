import SlackWire

/// A request that the server answered by itself, because it leads to nothing of Slack's.
package struct RefusedRequest: Sendable, Hashable {
    /// The verb and the path, without the query; empty for what cannot be read.
    package var line: String
    /// The status of the answer.
    package var status: Int
    /// Whether it brought a token, so that whoever sent it is the bot.
    package var hasToken: Bool
    /// The host and port that the client wanted to reach by way of the server as its proxy, if it knew the password of
    /// that: then it is the bot.
    package var wayOut: String?

    init(_ request: IncomingRequest, status: Int, wayOut: String? = nil) {
        let path = request.target.prefix { $0 != "?" && $0 != "#" }
        line = "\(request.method.rawValue) \(path)"
        self.status = status
        hasToken = request.headers["authorization"] != nil
        self.wayOut = wayOut
    }

    /// What cannot be read as a request.
    init(unreadable status: Int) {
        line = ""
        self.status = status
        hasToken = false
    }

    /// The request for a tunnel elsewhere.
    ///
    /// - Parameter isClient: Whether it knew the proxy's password.
    init(tunnelTo destination: String, isClient: Bool) {
        line = "CONNECT \(destination)"
        status = 403
        hasToken = false
        wayOut = isClient ? destination : nil
    }
}
