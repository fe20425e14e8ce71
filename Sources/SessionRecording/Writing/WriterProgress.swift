import RepriseFloor

/// How a recording is getting on, as its thread tells and others ask.
final class WriterProgress: Sendable {
    private struct State {
        var flushedEntries = 0
        var failure: FixtureError?
    }

    private let path: String?
    private let onFailure: @Sendable (FixtureError) -> Void
    private let state = Locked(State())
    private let ended = OneShot<Result<SessionWriter.Summary, FixtureError>>()

    init(path: String?, onFailure: @escaping @Sendable (FixtureError) -> Void) {
        self.path = path
        self.onFailure = onFailure
    }

    var failure: FixtureError? { state.withLock { $0.failure } }

    var flushedEntries: Int { state.withLock { $0.flushedEntries } }

    /// Reports that so many entries have been flushed.
    func flushed(_ entries: Int) {
        state.withLock { $0.flushedEntries = entries }
    }

    /// Reports that the file failed.
    func fail(_ failure: FileFailure) {
        let error = FixtureError(
            .file(operation: failure.operation, code: failure.code),
            path: path
        )
        state.withLock { $0.failure = error }
        onFailure(error)
    }

    /// Reports the end.
    func end(written: Int, lost: Int, unsought: Int = 0, failure: FileFailure?) {
        let result: Result<SessionWriter.Summary, FixtureError>
        if let failure {
            let reason = FixtureError.Reason.incompleteRecording(
                written: written,
                lost: lost,
                cause: failure.operation,
                code: failure.code
            )
            let partial = path.map { $0 + DiskFile.partialSuffix }
            result = .failure(FixtureError(reason, path: partial))
        } else {
            result = .success(SessionWriter.Summary(entries: written, unsought: unsought))
        }
        ended.resolve(result)
    }

    /// Waits for the end.
    func result() async throws(FixtureError) -> SessionWriter.Summary {
        try await ended.get()
    }
}
