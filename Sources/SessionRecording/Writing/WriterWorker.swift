import RepriseFloor
import SecretRedaction

/// What the writer's thread does, from the first entry to the last.
struct WriterWorker: ~Copyable {
    private let mailbox: WriterMailbox
    private let progress: WriterProgress
    private let file: any FixtureFile
    private let options: SessionWriter.Options
    private var policy: FlushPolicy
    private var pipeline: RecordingPipeline

    /// Writes what comes through the mailbox until it ends.
    ///
    /// A file that fails is reported once. From then on entries are only counted, so that nobody ever
    /// waits for room.
    static func run(
        mailbox: WriterMailbox,
        progress: WriterProgress,
        file: any FixtureFile,
        header: SessionHeader,
        options: SessionWriter.Options
    ) {
        var count = EntryCount()
        var failure: FileFailure?
        do throws(FileFailure) {
            var worker = try WriterWorker(mailbox, progress, file, header, options)
            try worker.work(&count)
        } catch {
            progress.fail(error)
            failure = error
            count.taken += discardRest(of: mailbox)
        }
        let written = failure == nil ? count.taken : count.flushed
        progress.end(
            written: written,
            lost: count.taken - written,
            unsought: count.unsought,
            failure: failure
        )
    }

    private init(
        _ mailbox: WriterMailbox,
        _ progress: WriterProgress,
        _ file: any FixtureFile,
        _ header: SessionHeader,
        _ options: SessionWriter.Options
    ) throws(FileFailure) {
        var header = header
        header.isRedacted = options.redactor != nil
        self.mailbox = mailbox
        self.progress = progress
        self.file = file
        self.options = options
        policy = FlushPolicy(interval: options.flushPolicyInterval)
        pipeline = try RecordingPipeline(
            header: header,
            redactor: options.redactor,
            level: options.firstLevel,
            file: file,
            bodies: (file as? DiskFile)?.bodies(
                isPublic: options.redactor != nil,
                synchronizes: options.durability == .fsync
            )
        )
    }

    private mutating func work(_ count: inout EntryCount) throws(FileFailure) {
        try flushIfNeeded(&count, appended: MonotonicClock.microseconds)
        while true {
            let work = mailbox.take(until: policy.deadline)
            count.taken += work.entryCount
            // Whoever waits for room goes on even if the file fails in the middle.
            defer { mailbox.finished(work) }
            for item in work.items {
                guard case .entry(let entry) = item else {
                    try pipeline.take(item)
                    continue
                }
                try pipeline.append(entry)
                try flushIfNeeded(&count, appended: work.firstAppended)
            }
            if work.isAbandoned || policy.isDue(at: MonotonicClock.microseconds) {
                try flush(&count)
            }
            guard work.isLast else { continue }
            if work.isAbandoned { pipeline.bodies?.discard() } else { try finish(&count) }
            return
        }
    }

    private mutating func flushIfNeeded(
        _ count: inout EntryCount,
        appended: Int64
    ) throws(FileFailure) {
        let now = MonotonicClock.microseconds
        if policy.wrote(unflushed: pipeline.unflushed, appended: appended, at: now) {
            try flush(&count)
        }
    }

    private mutating func flush(_ count: inout EntryCount) throws(FileFailure) {
        try pipeline.flush(synchronize: options.durability == .fsync)
        policy.flushed(at: MonotonicClock.microseconds)
        count.flushed = pipeline.entryCount
        progress.flushed(count.flushed)
    }

    private mutating func finish(_ count: inout EntryCount) throws(FileFailure) {
        try pipeline.finish()
        count.flushed = pipeline.entryCount
        progress.flushed(count.flushed)
        count.unsought = pipeline.redactor?.unsoughtCount ?? 0
        let isPublic = options.redactor != nil
        // A finished fixture may replace an older one: never by less than itself, whatever happens.
        let isDurable = options.durability != .none
        let isCompact =
            !options.recompresses
            || !pipeline.hasFlushPoints && options.firstLevel == options.compressionLevel
        let recompression = Recompression(
            file: file,
            textCount: pipeline.textCount,
            entryCount: pipeline.entryCount,
            level: options.compressionLevel,
            isPublic: isPublic,
            synchronizes: isDurable,
            bodies: pipeline.bodies
        )
        if try !recompression.replace(finishing: pipeline.redactor, isCompact: isCompact) {
            try checkWritten()
            try file.commit(isPublic: isPublic, synchronize: isDurable)
        }
        pipeline.bodies?.commit()
    }

    /// Makes sure that the file still holds what was written: somebody else may have cut it short since, which leaves a
    /// hole, and then it must not take the place of an earlier fixture.
    private func checkWritten() throws(FileFailure) {
        var found = Checksum()
        try file.readBack { found.add($0) }
        guard found == pipeline.written else { throw .notWhole }
    }

    private static func discardRest(of mailbox: WriterMailbox) -> Int {
        var count = 0
        while true {
            let work = mailbox.take(until: nil)
            count += work.entryCount
            mailbox.finished(work)
            if work.isLast { return count }
        }
    }
}

/// How many entries a recording has taken, and how many of them are safe in its file.
private struct EntryCount {
    var taken = 0
    var flushed = 0
    /// How many secrets are not looked for everywhere.
    var unsought = 0
}

extension SessionWriter.Options {
    /// The level while the session goes on.
    ///
    /// What will be compressed again is compressed lightly first: the time is the bot's.
    fileprivate var firstLevel: Int { recompresses ? 1 : compressionLevel }

    /// In microseconds; `nil` if nothing asks for flushes.
    fileprivate var flushPolicyInterval: Int64? {
        guard durability != .none else { return nil }
        let (seconds, attoseconds) = flushInterval.components
        return max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
}
