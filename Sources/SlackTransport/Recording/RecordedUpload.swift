import RepriseFloor
import SessionRecording
import SlackWire

/// The body of a request that is recorded as it is sent.
///
/// The call stands in the recording when all of its body has come, before the last of it goes on; or, if it is answered or fails
/// before, with what had come until then, which is marked as cut.
final class RecordedUpload: BodyPieces {
    private enum State {
        case flowing(Draft)
        /// The call is recorded, under that id.
        case settled(Int)
    }

    private struct Draft {
        var count = 0
        /// What came, where the recorder keeps no files.
        var bytes: [UInt8] = []
    }

    private let inner: FlowingBody
    private let call: WebAPICall
    private let timeline: RecordingTimeline
    private let file: (any BodyRecording)?
    private let state = Locked(State.flowing(Draft()))

    /// - Parameters:
    ///   - inner: The body.
    ///   - call: The call, as it is recorded but for its body.
    init(_ inner: FlowingBody, of call: WebAPICall, _ timeline: RecordingTimeline) {
        self.inner = inner
        self.call = call
        self.timeline = timeline
        var begun = call
        begun.body = .none
        file = timeline.beginBody(of: .call(id: 1, begun))
    }

    func next() async throws(TransportFailure) -> [UInt8]? {
        guard let piece = try await inner.next() else {
            settle(isWhole: true)
            await timeline.waitForRoom()
            return nil
        }
        take(piece)
        await file?.waitForRoom()
        await timeline.waitForRoom()
        return piece
    }

    func cancel() {
        inner.cancel()
    }

    private func take(_ piece: [UInt8]) {
        let isWhole = state.withLock { state in
            guard case .flowing(var draft) = state else { return false }
            // Taken out, so that its bytes are not copied each time.
            state = .settled(0)
            draft.count += piece.count
            if let file { file.append(piece) } else { draft.bytes += piece }
            state = .flowing(draft)
            return draft.count == inner.length
        }
        if isWhole { settle(isWhole: true) }
    }

    /// Records the call, if it is not yet; with what there is of its body.
    ///
    /// - Returns: Its id.
    @discardableResult
    func settle(isWhole: Bool = false) -> Int {
        state.withLock { state in
            let draft: Draft
            switch state {
            case .settled(let id): return id
            case .flowing(let flowing): draft = flowing
            }
            var call = call
            if let file {
                call.body = .file(file.finish(isCut: !isWhole))
            } else {
                call.body = draft.bytes.isEmpty ? .none : .bytes(draft.bytes)
            }
            let id = timeline.began(call)
            state = .settled(id)
            return id
        }
    }
}
