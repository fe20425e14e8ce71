public import SecretRedaction

extension SessionWriter {
    /// What is done for what was recorded to survive.
    public enum Durability: Sendable, Hashable {
        /// Nothing: bytes are written when enough have come. A crash may lose them.
        case none
        /// At every flush, bytes are handed to the operating system: they survive the end of the
        /// process, `kill -9` included.
        ///
        /// At the end the disk is waited for, so that not even a loss of power leaves less than a whole
        /// fixture in the place of an older one.
        case flush
        /// At every flush and at the end, the disk is waited for: they survive a loss of power.
        case fsync
    }

    /// How to record.
    public struct Options: Sendable {
        /// How long an entry may stay unflushed after it was appended; zero flushes after every entry.
        ///
        /// Default 100 ms.
        ///
        /// Where more comes than the thread can take, entries wait longer for their turn, and are flushed soon after it.
        /// A flush also comes whenever 64 KiB of text are pending.
        public var flushInterval: Duration
        /// What a flush does.
        ///
        /// Default ``SessionWriter/Durability/flush``.
        public var durability: Durability
        /// What takes the secrets out before anything reaches the file; `nil` to keep them.
        ///
        /// A fixture with secrets says so in its header and stays readable by its owner only.
        public var redactor: Redactor?
        /// The level of compression, 1 to 9.
        ///
        /// Default 6.
        public var compressionLevel: Int
        /// Whether a finished recording is compressed again without flush points, so that the
        /// same session gives the same bytes whatever its timing was.
        ///
        /// Default true.
        ///
        /// It costs about 20 ms per megabyte of text, on the writer's thread.
        public var recompresses: Bool
        /// How many entries may wait for the thread.
        ///
        /// Default 65,536.
        public var bufferedEntries: Int
        /// How many bytes may wait for the thread; an entry counts for half of them at most.
        ///
        /// Default 64 MiB.
        public var bufferedBytes: Int
        /// Called once, on the writer's thread, when the file fails.
        ///
        /// Default: nothing.
        public var onFailure: @Sendable (FixtureError) -> Void

        /// Makes options.
        public init(
            flushInterval: Duration = .milliseconds(100),
            durability: Durability = .flush,
            redactor: Redactor? = Redactor(),
            compressionLevel: Int = 6,
            recompresses: Bool = true,
            bufferedEntries: Int = 65_536,
            bufferedBytes: Int = 64 << 20,
            onFailure: @escaping @Sendable (FixtureError) -> Void = { _ in }
        ) {
            self.flushInterval = flushInterval
            self.durability = durability
            self.redactor = redactor
            self.compressionLevel = min(max(compressionLevel, 1), 9)
            self.recompresses = recompresses
            self.bufferedEntries = max(bufferedEntries, 1)
            self.bufferedBytes = max(bufferedBytes, 1)
            self.onFailure = onFailure
        }
    }
}
