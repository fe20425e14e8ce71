import RepriseFloor
import SlackWire

/// Texts that the bot sends in pieces, which need not be the recorded ones.
extension ReplayCursor {
    /// Whether a call goes on with the text of which a recorded one is a part; true of what is in no stream.
    func fitsStream(_ call: WebAPICall, _ candidate: Int) -> Bool {
        guard let stream = plan.streams.stream(ofCall: candidate) else { return true }
        return plan.streams.fits(call, in: stream, after: progress.sent(of: stream))
    }

    /// The bot has sent a piece of a text; the recorded pieces whose text has been sent have happened, and at the end all.
    mutating func takePiece(of call: WebAPICall, as candidate: Int, at now: Duration) {
        guard let stream = plan.streams.stream(ofCall: candidate) else { return }
        progress.send(TextStreams.piece(of: call).count, of: stream)
        let recorded = plan.streams.streams[stream]
        let isOver = TextStreams.isStop(call)
        let sent = progress.sent(of: stream)
        for (append, end) in zip(recorded.appends, recorded.ends) where isOver || end <= sent {
            let action = timeline.calls[append].action
            guard progress.happened(action) == nil else { continue }
            happened(action, at: now)
            answered(append, at: now)
        }
    }

    /// The recorded call by which a piece is answered when the bot sends more pieces than were recorded.
    func repeatedAppend(_ call: WebAPICall) -> Int? {
        guard let stream = plan.streams.stream(appendedTo: call), !isStopped(stream),
            plan.streams.fits(call, in: stream, after: progress.sent(of: stream)),
            let last = plan.streams.streams[stream].appends.last,
            progress.happened(timeline.calls[last].action) != nil
        else { return nil }
        return last
    }

    /// Whether the bot has ended a stream: nothing can be appended then (docs.slack.dev/reference/methods/chat.appendStream,
    /// `message_not_in_streaming_state`).
    private func isStopped(_ stream: TextStreams.ID) -> Bool {
        plan.streams.streams[stream].stop.map {
            progress.happened(timeline.calls[$0].action) != nil
        } ?? false
    }

    /// Where a piece differs from what was to come, if a recorded call is a part of a stream.
    func streamDifferences(_ call: WebAPICall, _ candidate: Int) -> [PayloadDifference]? {
        guard let stream = plan.streams.stream(ofCall: candidate) else { return nil }
        let sent = progress.sent(of: stream)
        guard !plan.streams.fits(call, in: stream, after: sent) else { return [] }
        let rest = String(decoding: plan.streams.streams[stream].text[sent...], as: UTF8.self)
        return [
            PayloadDifference(
                path: call.arguments["chunks"] == nil ? "markdown_text" : "chunks",
                expected: .string(rest),
                actual: .string(String(decoding: TextStreams.piece(of: call), as: UTF8.self))
            )
        ]
    }
}
