/// Compares what happened in two sessions; when it happened does not count.
public struct SessionComparison: Sendable {
    /// Which order has to be the same.
    public enum Order: Sendable, Hashable {
        /// Within each lane: the calls, the outcome of each call, the sockets, what each socket received
        /// and what it was sent. What runs side by side may interleave in any way.
        case causal
        /// All entries, on one timeline.
        case exact
    }

    /// What has to be the same.
    public struct Options: Sendable, Hashable {
        /// Which order has to be the same.
        ///
        /// Default: ``SessionComparison/Order/causal``.
        public var order: Order
        /// Whether pings and pongs are left out.
        ///
        /// Default true.
        public var ignoresControlFrames: Bool
        /// Headers that are left out, by their names in lower case.
        ///
        /// Default: those that change with every exchange.
        public var ignoredHeaders: Set<String>
        /// Whether all headers are left out.
        ///
        /// Default false.
        public var ignoresHeaders: Bool
        /// Whether scheme, host and port of URLs are left out, wherever they stand: a session
        /// that was served on another address is then the same.
        ///
        /// Default false.
        public var ignoresOrigins: Bool
        /// Whether notes are left out.
        ///
        /// Default true.
        public var ignoresNotes: Bool

        /// Headers of Slack's answers and of clients that change with every exchange.
        public static let volatileHeaders: Set<String> = [
            "date", "via", "server", "x-slack-req-id", "x-slack-unique-id", "x-server", "x-backend",
            "x-edge-backend", "x-envoy-upstream-service-time", "x-envoy-attempt-count", "host",
            "user-agent", "content-length", "connection", "keep-alive", "transfer-encoding",
        ]

        /// Makes options.
        public init(
            order: Order = .causal,
            ignoresControlFrames: Bool = true,
            ignoredHeaders: Set<String> = Self.volatileHeaders,
            ignoresHeaders: Bool = false,
            ignoresOrigins: Bool = false,
            ignoresNotes: Bool = true
        ) {
            self.order = order
            self.ignoresControlFrames = ignoresControlFrames
            self.ignoredHeaders = ignoredHeaders
            self.ignoresHeaders = ignoresHeaders
            self.ignoresOrigins = ignoresOrigins
            self.ignoresNotes = ignoresNotes
        }
    }

    /// What has to be the same.
    public let options: Options

    /// Makes a comparison.
    public init(options: Options = Options()) {
        self.options = options
    }

    /// In what `actual` differs from `expected`, in the order of the sessions; empty if in nothing.
    ///
    /// - Complexity: O(*n*) in the sessions' sizes when they are alike, and at most O(*n* *d*) with *d*
    ///   differences.
    public func differences(
        of actual: Session,
        from expected: Session
    ) -> [SessionDifference] {
        var pairing = SessionPairing(
            expected: LanedSession(expected, options),
            actual: LanedSession(actual, options)
        )
        pairing.pairLanes()
        var differences = pairing.differences
        if options.order == .exact { differences += pairing.moves() }
        return differences.sorted { $0.place < $1.place }
    }
}

extension Session {
    /// In what this session differs from the one that is expected; empty if in nothing.
    public func differences(
        from expected: Session,
        options: SessionComparison.Options = SessionComparison.Options()
    ) -> [SessionDifference] {
        SessionComparison(options: options).differences(of: self, from: expected)
    }
}
