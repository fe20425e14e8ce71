/// When what was recorded is brought to the file.
///
/// Time comes in as a value; no clock.
struct FlushPolicy {
    /// How much text may be pending.
    static let sizeLimit = 64 * 1024

    /// How long text may be pending, in microseconds; `nil` for as long as it takes.
    private let interval: Int64?
    /// When the oldest text was appended that is not flushed.
    private var firstUnflushed: Int64?
    private var lastFlush = Int64.min / 2

    init(interval: Int64?) {
        self.interval = interval
    }

    /// When the next flush is due, in microseconds; `nil` if nothing is pending.
    var deadline: Int64? {
        guard let interval, let firstUnflushed else { return nil }
        return firstUnflushed + interval
    }

    /// Takes note that text was written; returns whether to flush at once.
    ///
    /// The interval counts from when the text was appended. Behind a backlog everything is due at once; then it is flushed
    /// after an eighth of the interval each time, since a flush after each entry would make the backlog longer.
    ///
    /// - Parameter appended: When the entry was appended, or one before it that was not flushed either.
    mutating func wrote(unflushed: Int, appended: Int64, at now: Int64) -> Bool {
        guard let interval else { return false }
        if firstUnflushed == nil { firstUnflushed = min(appended, now) }
        return interval == 0 || unflushed >= Self.sizeLimit
            || isDue(at: now) && now - lastFlush >= interval / 8
    }

    /// Whether a flush is due.
    func isDue(at now: Int64) -> Bool {
        deadline.map { $0 <= now } ?? false
    }

    /// Takes note that everything was flushed.
    mutating func flushed(at now: Int64) {
        firstUnflushed = nil
        lastFlush = now
    }
}
