/// What the writer's thread does, from the first entry to the last.
enum WriterWorker {
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
        var total = 0
        var failure: FileFailure?
        var safe = 0
        do throws(FileFailure) {
            try write(mailbox, file, header, options, total: &total, safe: &safe)
        } catch {
            progress.fail(error)
            failure = error
            total += discardRest(of: mailbox)
        }
        let written = failure == nil ? total : safe
        progress.end(written: written, lost: total - written, failure: failure)
    }

    /// Writes a whole recording. `total` counts entries taken, `safe` those flushed.
    private static func write(
        _ mailbox: WriterMailbox,
        _ file: any FixtureFile,
        _ header: SessionHeader,
        _ options: SessionWriter.Options,
        total: inout Int,
        safe: inout Int
    ) throws(FileFailure) {
        var policy = FlushPolicy(interval: options.flushPolicyInterval)
        var pipeline = try RecordingPipeline(
            header: header,
            level: options.compressionLevel,
            file: file
        )
        if policy.wrote(unflushed: pipeline.unflushed, at: MonotonicClock.now) {
            try pipeline.flush(synchronize: options.durability == .fsync)
        }
        while true {
            let work = mailbox.take(until: policy.deadline)
            total += work.entries.count
            // Whoever waits for room goes on even if the file fails in the middle.
            defer { mailbox.finished(work) }
            for entry in work.entries {
                try pipeline.append(entry)
                guard policy.wrote(unflushed: pipeline.unflushed, at: MonotonicClock.now) else {
                    continue
                }
                try pipeline.flush(synchronize: options.durability == .fsync)
                policy.flushed()
                safe = pipeline.entryCount
            }
            if work.isAbandoned || policy.isDue(at: MonotonicClock.now) {
                try pipeline.flush(synchronize: options.durability == .fsync)
                policy.flushed()
                safe = pipeline.entryCount
            }
            guard work.isLast else { continue }
            if !work.isAbandoned { try finish(&pipeline, file, header, options) }
            return
        }
    }

    private static func finish(
        _ pipeline: inout RecordingPipeline,
        _ file: any FixtureFile,
        _ header: SessionHeader,
        _ options: SessionWriter.Options
    ) throws(FileFailure) {
        try pipeline.finish()
        let isDurable = options.durability == .fsync
        if options.recompresses, pipeline.hasFlushPoints,
            Recompression.replace(
                file,
                level: options.compressionLevel,
                isPublic: header.isRedacted,
                synchronize: isDurable
            )
        {
            return
        }
        try file.commit(isPublic: header.isRedacted, synchronize: isDurable)
    }

    private static func discardRest(of mailbox: WriterMailbox) -> Int {
        var count = 0
        while true {
            let work = mailbox.take(until: nil)
            count += work.entries.count
            mailbox.finished(work)
            if work.isLast { return count }
        }
    }
}

extension SessionWriter.Options {
    /// In microseconds; `nil` if nothing asks for flushes.
    fileprivate var flushPolicyInterval: Int64? {
        guard durability != .none else { return nil }
        let (seconds, attoseconds) = flushInterval.components
        return max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
}
