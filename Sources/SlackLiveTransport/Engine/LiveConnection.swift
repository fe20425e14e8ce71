/// What a transport and its sockets share: the engine and its thread, which end with the last of them.
final class LiveConnection: Sendable {
    /// The thread of libcurl.
    let thread: CurlThread

    /// Starts an engine; `nil` when the system has no thread or no memory to give.
    init?(_ settings: EngineSettings) {
        guard let engine = CurlEngine(settings), engine.thread.start(engine) else { return nil }
        thread = engine.thread
    }

    deinit {
        thread.stop()
    }

    /// Ends everything and waits until the thread is gone.
    func close() async {
        thread.stop()
        await thread.waitForEnd()
    }
}
