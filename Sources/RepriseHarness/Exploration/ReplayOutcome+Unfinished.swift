import Interleaving

extension ReplayOutcome {
    /// The events whose handlers had not ended when nothing could go on, and the tasks that waited, with
    /// where each waits; nil when there are none.
    ///
    /// Where a task waits is known under `SimulationTier.wholeProgram` only. The engine waits for frames
    /// and for a shutdown to the end; that is left out. Reads debug information, which takes a while.
    public var unfinished: String? {
        let events = transcript.events.compactMap { event -> String? in
            switch event.outcome {
            case .running: "  the handler of event \(event.summary) has not ended"
            case .waiting: "  the handler of event \(event.summary) has not begun"
            case .finished, .failed, .dropped: nil
            }
        }
        let tasks = pending.tasks.compactMap { task -> String? in
            let frames = task.place.frames(outside: Self.rooms, limit: 2)
            guard !frames.isEmpty else { return nil }
            return "  \(task) at \(frames.map(\.description).joined(separator: ", called by "))"
        }
        let lines = events + tasks
        guard !lines.isEmpty else { return nil }
        return (["unfinished when nothing could go on"] + lines).joined(separator: "\n")
    }
}

extension ReplayOutcome {
    /// The rooms whose functions are the engine's or the harness's, which say nothing to the user.
    static let rooms: Set<String> = [
        "RepriseHarness", "RepriseTesting", "SlackBot", "SlackReplay", "SlackTransport",
        "SessionRecording",
        "SlackWire",
    ]
}
