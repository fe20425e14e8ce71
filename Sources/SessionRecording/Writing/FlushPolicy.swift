/// When what was recorded is brought to the file.
///
/// Time comes in as a value; no clock.
struct FlushPolicy {
    /// How much text may be pending.
    static let sizeLimit = 64 * 1024

    /// How long text may be pending, in microseconds; `nil` for as long as it takes.
    private let interval: Int64?
    private var firstUnflushed: Int64?

    init(interval: Int64?) {
        self.interval = interval
    }

    /// When the next flush is due, in microseconds; `nil` if nothing is pending.
    var deadline: Int64? {
        guard let interval, let firstUnflushed else { return nil }
        return firstUnflushed + interval
    }

    /// Takes note that text was written; returns whether to flush at once.
    mutating func wrote(unflushed: Int, at now: Int64) -> Bool {
        guard let interval else { return false }
        if firstUnflushed == nil { firstUnflushed = now }
        return interval == 0 || unflushed >= Self.sizeLimit || isDue(at: now)
    }

    /// Whether a flush is due.
    func isDue(at now: Int64) -> Bool {
        deadline.map { $0 <= now } ?? false
    }

    /// Takes note that everything was flushed.
    mutating func flushed() {
        firstUnflushed = nil
    }
}
