import RepriseFloor
import SecretRedaction
import SessionRecording
import SlackTransport
import SlackWire

extension ReplayTransport {
    /// The call with its body all there: of one that flows what it is compared by, made while it goes by.
    ///
    /// - Returns: What it may stand for, the first before the others: a call with that body, and calls whose body broke off somewhere
    ///   in it, as one did in the recording.
    /// - Throws: What ended the body before its end, if none was recorded that broke off and began so.
    func received(_ call: WebAPICall) async throws(TransportFailure) -> [WebAPICall] {
        let contentType = call.headers["content-type"]
        let (cuts, redactor) = replay.read { cursor in
            let isRedacted = cursor.timeline.hasPlaceholdersInBodies
            return (cursor.timeline.cutBodies, isRedacted ? cursor.redactor : nil)
        }
        var digest = BodyDigest(contentType: contentType, redactor: redactor, marks: cuts.marks)
        let failure: TransportFailure?
        let whole: WebAPICall.Body
        switch call.body {
        case .flowing(let body):
            failure = await add(body, to: &digest)
            whole = .file(digest.finish(isCut: failure != nil))
        case .bytes(let bytes) where !cuts.isEmpty:
            digest.add(bytes)
            _ = digest.finish()
            (whole, failure) = (call.body, nil)
        default: return [call]
        }
        var bodies = digest.beginnings.map { WebAPICall.Body.file($0) }
        if failure == nil {
            bodies.insert(whole, at: 0)
        } else if case .file(let came) = whole {
            // The recorded one came further before it broke off.
            bodies += cuts.beginning(with: came).map { .file($0) }
        }
        let forms = bodies.map { body in
            var form = call
            form.body = body
            return form
        }
        guard let failure else { return forms }
        let (fitting, isOther) = replay.read { cursor in
            (forms.filter(cursor.expects), !cuts.isEmpty && cursor.expects(call))
        }
        if !fitting.isEmpty { return fitting }
        // Another body than the one that broke off in the recording is told; that one breaks off at all is the bot's end.
        guard isOther else { throw failure }
        var broken = call
        broken.body = whole
        return [broken]
    }

    /// Reads a body to its end; returns what ended it before that.
    ///
    /// With each piece the bot gets on: however long it takes to look into them, that is no time in which it did nothing.
    private func add(
        _ body: FlowingBody,
        to digest: inout BodyDigest
    ) async -> TransportFailure? {
        do throws(TransportFailure) {
            while let piece = try await body.next() {
                digest.add(piece)
                replay.change { cursor, _ in cursor.progress.gotOn() }
            }
            return nil
        } catch {
            return error
        }
    }
}

/// A long body that was recorded, from its file, each piece in its time.
///
/// Whoever reads waits for the time by itself.
final class ReplayedFile: BodyPieces {
    private struct State {
        /// How many bytes were given.
        var given = 0
        /// The chunk that they are in.
        var chunk = 0
        /// Where that ends.
        var end = 0
        var isCancelled = false
    }

    private let file: BodyFile
    private let source: BodySource
    private let chunks: [(due: Duration, count: Int)]
    private let end: Duration
    private let failure: TransportFailure?
    private let clock: SessionClock
    private let state: Locked<State>

    /// - Parameters:
    ///   - file: The body.
    ///   - chunks: When how much of it comes; the rest comes with the last of it.
    ///   - end: When it is over.
    ///   - failure: What breaks it off behind its bytes.
    /// - Throws: A failure of kind `io` if it is not where it was recorded.
    init(
        _ file: BodyFile,
        _ chunks: [(due: Duration, count: Int)],
        end: Duration,
        failure: TransportFailure?,
        on clock: SessionClock
    ) throws(TransportFailure) {
        self.file = file
        do {
            source = try BodySource(file)
        } catch {
            throw Self.unreadable(file)
        }
        self.chunks = chunks
        self.end = end
        self.failure = failure
        self.clock = clock
        state = Locked(State(end: chunks.first?.count ?? file.count))
    }

    func next() async throws(TransportFailure) -> [UInt8]? {
        while true {
            let now = state.withLock { $0 }
            if now.isCancelled { throw .cancelled(while: "reading an answer") }
            guard now.given < file.count else {
                try await clock.waitReading(until: end)
                if let failure { throw failure }
                return nil
            }
            if now.chunk < chunks.count {
                try await clock.waitReading(until: chunks[now.chunk].due)
            }
            let isLast = now.chunk >= chunks.count - 1
            let left = (isLast ? file.count : min(now.end, file.count)) - now.given
            guard left > 0 else {
                state.withLock { state in
                    state.chunk += 1
                    state.end += chunks[state.chunk].count
                }
                continue
            }
            let piece = source.bytes(at: now.given, count: min(left, BodySource.pieceSize))
            // Somebody has cut the file short.
            guard !piece.isEmpty else { throw Self.unreadable(file) }
            state.withLock { $0.given += piece.count }
            return piece
        }
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
    }

    private static func unreadable(_ file: BodyFile) -> TransportFailure {
        TransportFailure(
            .io,
            "the recorded body of \(file.count) bytes is not at \(file.path ?? file.sha256); put the folder beside the fixture that "
                + "was recorded with it, and run `reprise verify`"
        )
    }
}
