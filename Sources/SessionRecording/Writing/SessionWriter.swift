import RepriseFloor

/// Records a session to a fixture as it happens, on a thread of its own.
///
/// ``append(_:)`` never waits for the disk, never drops and never reorders. Up to ``finish()`` the
/// recording lies beside the fixture as `NAME.partial`, which readers can open; an earlier fixture of
/// that name stays until a finished one takes its place.
public final class SessionWriter: Sendable {
    /// What a finished recording came to.
    public struct Summary: Sendable, Hashable {
        /// How many entries it holds.
        public let entries: Int
        /// How many secrets were replaced only where something gives them away (``Redactor/unsoughtCount``).
        public let unsought: Int
    }

    private let mailbox: WriterMailbox
    private let progress: WriterProgress
    private let file: any FixtureFile

    /// Starts recording to a file.
    ///
    /// - Throws: ``FixtureError`` if the file cannot be created, or somebody else is recording to it.
    public convenience init(
        path: String,
        header: SessionHeader,
        options: Options = Options()
    ) throws(FixtureError) {
        let file = try DiskFile(fixture: path)
        self.init(file: file, path: path, header: header, options: options)
    }

    /// Starts recording to any file.
    ///
    /// - Parameter path: What errors call it.
    public init(
        file: any FixtureFile,
        path: String? = nil,
        header: SessionHeader,
        options: Options = Options()
    ) {
        mailbox = WriterMailbox(
            countLimit: options.bufferedEntries,
            sizeLimit: options.bufferedBytes
        )
        progress = WriterProgress(path: path, onFailure: options.onFailure)
        self.file = file
        let (mailbox, progress) = (mailbox, progress)
        let thread = SystemThread.start {
            WriterWorker.run(
                mailbox: mailbox,
                progress: progress,
                file: file,
                header: header,
                options: options
            )
        }
        if thread == nil { failWithoutThread() }
        thread?.detach()
    }

    /// Without a thread nothing is recorded; the bot goes on as with a disk that fails.
    private func failWithoutThread() {
        let failure = FileFailure(.write, code: SystemError.noResources)
        mailbox.end(abandoning: true)
        progress.fail(failure)
        progress.end(written: 0, lost: 0, failure: failure)
    }

    deinit {
        mailbox.end(abandoning: true)
    }

    /// Takes an entry.
    ///
    /// Returns at once.
    ///
    /// The order of the calls is the order in the fixture; an `at` before that of the entry above is
    /// raised to it. The buffer's bound is kept by ``waitForRoom()``, which whoever records awaits
    /// after appending: so the bound is exceeded by one entry per task at most. Entries appended after
    /// ``finish()`` are ignored.
    public func append(_ entry: SessionEntry) {
        _ = mailbox.append(entry)
    }

    /// Returns at once while the buffer is below its bound, and else when the thread has made room.
    ///
    /// Also returns when the task is cancelled. A disk that fails makes room: nothing waits for it.
    public func waitForRoom() async {
        while !Task.isCancelled {
            let generation = mailbox.room.generation
            if mailbox.hasRoom { return }
            await mailbox.room.wait(since: generation)
        }
    }

    /// Begins a body that is too long to stand in an entry, in a file of its own in the folder beside the fixture; `nil` if the file
    /// is in memory.
    ///
    /// Secrets are replaced on its way. While the fixture is being recorded, nobody but its owner can read it.
    ///
    /// - Parameter entry: The entry that will have it, without it. If nobody comes to append that, ``SessionRepair`` makes one of it
    ///   and of what had come.
    public func beginBody(of entry: SessionEntry) -> (any BodyRecording)? {
        guard file is DiskFile else { return nil }
        return WrittenBody(mailbox.beginBody(of: entry), mailbox)
    }

    /// Why the recording has stopped reaching its file; `nil` while all is well.
    public var failure: FixtureError? { progress.failure }

    /// How many entries have been flushed: they survive what ``Options/durability`` promises.
    ///
    /// An entry is flushed within the flush interval after it was appended, and at the end at the latest.
    public var flushedEntries: Int { progress.flushedEntries }

    /// Writes everything appended so far and the end mark, and puts the fixture in its place.
    ///
    /// May be called twice; cancellation does not cut it short.
    ///
    /// - Throws: ``FixtureError`` if the file failed; what was written then stays in the partial file.
    @discardableResult
    public func finish() async throws(FixtureError) -> Summary {
        mailbox.end(abandoning: false)
        return try await progress.result()
    }

    /// Ends the recording and removes it; an earlier fixture of that name stays.
    ///
    /// Does nothing to a recording that is finished.
    public func discard() async {
        mailbox.end(abandoning: true)
        _ = try? await progress.result()
        file.discard()
    }
}
