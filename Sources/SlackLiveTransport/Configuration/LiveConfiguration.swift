public import SlackWire

extension SlackLiveTransport {
    /// How a live transport reaches Slack.
    public struct Configuration: Sendable, Hashable {
        /// Where Web API methods live; a slash at the end is optional.
        public var baseURL: String
        /// A server that every link is dialled through, for example a loopback `SlackServer` that leaves
        /// links as they are; `nil` dials each link's own host.
        ///
        /// What passes the transport keeps its links as Slack wrote them.
        public var gateway: LinkGateway?
        /// The `user-agent` of calls and upgrades that bring none of their own.
        public var userAgent: String
        /// How long it waits for what.
        public var timeouts: Timeouts
        /// How much it takes at once.
        public var limits: Limits
        /// How it notices that the peer of a silent WebSocket is dead; `nil` leaves that to the peer.
        public var keepAlive: KeepAlive?
        /// Whom it trusts to vouch for a server.
        public var trust: Trust
        /// Through which proxy it goes.
        public var proxy: Proxy

        /// Where Web API methods live unless somebody says otherwise: where the environment variable `SLACK_API_URL`
        /// points, or else `https://slack.com/api/`.
        ///
        /// `reprise record` and `reprise replay` set that variable for the bot that they run, so that one whose transport
        /// was made without a word is recorded and replayed as it is.
        public static var defaultBaseURL: String {
            defaultBaseURL(EngineSettings.environmentVariable)
        }

        static func defaultBaseURL(_ variable: (String) -> String?) -> String {
            let named = variable("SLACK_API_URL") ?? ""
            return named.isEmpty ? "https://slack.com/api/" : named
        }

        /// Slack itself, or where `SLACK_API_URL` points, with settings that suit a bot.
        public init(
            baseURL: String = Self.defaultBaseURL,
            gateway: LinkGateway? = nil,
            userAgent: String = "reprise",
            timeouts: Timeouts = Timeouts(),
            limits: Limits = Limits(),
            keepAlive: KeepAlive? = KeepAlive(),
            trust: Trust = .system,
            proxy: Proxy = .environment
        ) {
            self.baseURL = baseURL
            self.gateway = gateway
            self.userAgent = userAgent
            self.timeouts = timeouts
            self.limits = limits
            self.keepAlive = keepAlive
            self.trust = trust
            self.proxy = proxy
        }
    }

    /// How long a live transport waits for what.
    ///
    /// What takes longer fails with kind `timeout`.
    public struct Timeouts: Sendable, Hashable {
        /// For a connection to stand, name resolution and TLS included.
        public var connect: Duration
        /// For the next byte of a call, in either direction; of an answer that flows, up to its head.
        public var idle: Duration
        /// For a whole call, waiting for its turn included; of an answer that flows, up to its head.
        public var total: Duration
        /// For the answer to an upgrade, once connected.
        public var upgrade: Duration
        /// For the peer's goodbye after ours, and for its end of the connection after that.
        public var close: Duration
        /// For the peer of a WebSocket to take the next byte of what it is sent; after that the connection is lost.
        public var write: Duration

        /// Ten seconds to connect, thirty of silence, five minutes for all of it, twenty for a peer that takes nothing.
        public init(
            connect: Duration = .seconds(10),
            idle: Duration = .seconds(30),
            total: Duration = .seconds(300),
            upgrade: Duration = .seconds(10),
            close: Duration = .seconds(2),
            write: Duration = .seconds(20)
        ) {
            self.connect = connect
            self.idle = idle
            self.total = total
            self.upgrade = upgrade
            self.close = close
            self.write = write
        }
    }

    /// How much a live transport takes at once.
    public struct Limits: Sendable, Hashable {
        /// The most bytes an answer's body may have after decoding; a larger one fails the call with kind `io`.
        ///
        /// One that flows may have any number.
        public var answerBytes: Int
        /// How many bytes of a body that flows wait to be read before the connection is no longer read, about.
        public var streamBytes: Int
        /// The most bytes a WebSocket message may have, in either direction.
        public var messageBytes: Int
        /// How many events of a WebSocket wait for ``TransportSocket/receive()`` before its connection
        /// is no longer read.
        public var socketBacklog: Int
        /// How many calls to one host run at once; others wait for their turn.
        ///
        /// WebSockets do not count.
        public var callsPerHost: Int

        /// 64 MiB a whole answer, 256 KiB of one that flows, 4 MiB a message, 256 events, 64 calls.
        public init(
            answerBytes: Int = 64 << 20,
            streamBytes: Int = 256 << 10,
            messageBytes: Int = 4 << 20,
            socketBacklog: Int = 256,
            callsPerHost: Int = 64
        ) {
            self.answerBytes = answerBytes
            self.streamBytes = streamBytes
            self.messageBytes = messageBytes
            self.socketBacklog = socketBacklog
            self.callsPerHost = callsPerHost
        }
    }

    /// How a live transport notices that the peer of a silent WebSocket is dead.
    ///
    /// Its own pings and their pongs do not appear among the socket's events.
    public struct KeepAlive: Sendable, Hashable {
        /// After how much silence it pings.
        public var interval: Duration
        /// How much longer it then waits before it calls the connection lost.
        public var patience: Duration

        /// A ping after thirty seconds of silence, and twenty for its answer.
        public init(interval: Duration = .seconds(30), patience: Duration = .seconds(20)) {
            self.interval = interval
            self.patience = patience
        }
    }

    /// Whom a live transport trusts to vouch for a server.
    public enum Trust: Sendable, Hashable {
        /// The system's certificates, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
        case system
        /// The certificates of one PEM file and no others.
        case file(String)
    }

    /// Through which proxy a live transport goes.
    public enum Proxy: Sendable, Hashable {
        /// What `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` say; never for this machine itself.
        case environment
        /// None.
        case none
        /// This one, for everything, for example `http://proxy.example:3128`.
        case url(String)
    }
}
