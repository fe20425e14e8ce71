package import RepriseFloor
package import SlackWire

/// A recorded session that was read once and is read again from a copy of its text, in memory that does not grow with it.
///
/// What becomes of the fixture meanwhile does not matter. The copy is in a file without a name (``ScratchBytes``).
package final class StoredSession: Sendable {
    /// The first line.
    package let header: SessionHeader
    /// Whether the end mark was there.
    package let isComplete: Bool
    /// How many entries there are.
    package let count: Int
    /// The copy.
    package let text: ScratchBytes
    private let limits: ReaderLimits
    private let bodies: BodyFolder?
    /// When the copy was not made yet.
    private let mark: ScratchFailures.Mark

    private init(
        _ reader: SessionReader,
        count: Int,
        _ text: ScratchBytes,
        _ limits: ReaderLimits,
        since mark: ScratchFailures.Mark
    ) {
        header = reader.header
        isComplete = reader.ending == .complete
        self.count = count
        self.text = text
        self.limits = limits
        bodies = reader.bodies
        self.mark = mark
    }

    /// Reads a fixture to its end.
    ///
    /// - Parameters:
    ///   - memoryLimit: A session whose text is no longer is kept in memory as it is.
    ///   - take: Gets every entry of one that is longer, with the copy and where in there it can be read again, if it can
    ///     (``ScratchReader/message(at:)``, ``ScratchReader/answer(at:)``, ``ScratchReader/call(at:)``); of one that is kept, none.
    /// - Throws: ``FixtureError`` if it cannot be read, is no fixture, or is damaged.
    package static func read(
        _ path: String,
        limits: ReaderLimits = ReaderLimits(),
        memoryLimit: Int,
        _ take: (ScratchBytes, SessionEntry, ScratchBytes.Place?) -> Void
    ) throws(FixtureError) -> SessionSource {
        let mark = ScratchFailures.mark
        let text = ScratchBytes()
        let reader = try SessionReader(path: path, limits: limits, copy: text)
        var first: [(SessionEntry, ScratchBytes.Place?)] = []
        while text.count <= memoryLimit, let entry = try reader.next() {
            first.append((entry, reader.place))
        }
        guard reader.ending == nil else {
            return .memory(
                Session(
                    header: reader.header,
                    entries: first.map(\.0),
                    isComplete: reader.ending == .complete
                )
            )
        }
        for (entry, place) in first { take(text, entry, place) }
        var count = first.count
        first = []
        while let entry = try reader.next() {
            take(text, entry, reader.place)
            count += 1
        }
        return .stored(StoredSession(reader, count: count, text, limits, since: mark))
    }

    /// Visits every entry, and where in ``text`` it can be read again; not those that cannot be read any more, which is noted in
    /// `ScratchFailures`.
    package func visit<Failure: Error>(
        _ body: (SessionEntry, ScratchBytes.Place?) throws(Failure) -> Void
    ) throws(Failure) {
        guard
            let reader = readAgain({ () throws(FixtureError) in
                try SessionReader(text, limits: limits, bodies: bodies)
            })
        else { return }
        while let entry = readAgain({ () throws(FixtureError) in try reader.next() }) ?? nil {
            try body(entry, reader.place)
        }
    }

    /// Reads what was read before; `nil` if that cannot be read any more.
    private func readAgain<Value>(_ read: () throws(FixtureError) -> Value) -> Value? {
        do {
            return try read()
        } catch {
            precondition(
                ScratchFailures.failure(since: mark) != nil,
                "What was read before can be read: \(error)"
            )
            return nil
        }
    }

    /// Whether the copy could be read whenever it was.
    package var isIntact: Bool { ScratchFailures.failure(since: mark) == nil }
}

/// A session as a replay has it: in memory, or, if it is long, in a copy that is read again.
package enum SessionSource: Sendable {
    /// All of it is in memory.
    case memory(Session)
    /// It is read again from its copy.
    case stored(StoredSession)

    /// How long the text of a session is that is kept in memory.
    package static let memoryLimit = 4 << 20

    /// Reads a fixture to its end.
    ///
    /// - Throws: ``FixtureError`` if it cannot be read, is no fixture, or is damaged.
    package init(
        contentsOf path: String,
        limits: ReaderLimits = ReaderLimits()
    ) throws(FixtureError) {
        self = try StoredSession.read(path, limits: limits, memoryLimit: Self.memoryLimit) {
            _,
            _,
            _ in
        }
    }

    /// The first line.
    package var header: SessionHeader {
        switch self {
        case .memory(let session): session.header
        case .stored(let session): session.header
        }
    }

    /// Whether the end mark was there.
    package var isComplete: Bool {
        switch self {
        case .memory(let session): session.isComplete
        case .stored(let session): session.isComplete
        }
    }

    /// How many entries there are.
    package var count: Int {
        switch self {
        case .memory(let session): session.entries.count
        case .stored(let session): session.count
        }
    }

    /// The copy of a session that is not in memory.
    package var text: ScratchBytes? {
        switch self {
        case .memory: nil
        case .stored(let session): session.text
        }
    }

    /// Visits every entry in its order, and where in ``text`` it can be read again.
    package func visit<Failure: Error>(
        _ body: (SessionEntry, ScratchBytes.Place?) throws(Failure) -> Void
    ) throws(Failure) {
        switch self {
        case .memory(let session): for entry in session.entries { try body(entry, nil) }
        case .stored(let session): try session.visit(body)
        }
    }

    /// The whole session in memory; one that is not complete where its copy cannot be read any more.
    ///
    /// - Complexity: O(*n*) in the size of a session that is not there already, each time.
    package var session: Session {
        if case .memory(let session) = self { return session }
        var session = Session(header: header, entries: [], isComplete: isComplete)
        visit { entry, _ in session.entries.append(entry) }
        if case .stored(let stored) = self, !stored.isIntact { session.isComplete = false }
        return session
    }
}

/// What stands in a copy that cannot be read any more is empty; that is noted in `ScratchFailures`.
extension ScratchReader {
    /// The message whose payload stands at a place; a text.
    package func message(at place: ScratchBytes.Place) -> SocketMessage {
        // It was looked at when it was read the first time.
        SocketMessage(knownJSON: bytes(at: place) ?? Array("{}".utf8))
    }

    /// The answer whose line stands at a place.
    package func answer(at place: ScratchBytes.Place) -> WebAPIAnswer {
        switch entry(at: place) {
        case .answer(_, let answer): return answer
        case nil: return WebAPIAnswer()
        default: preconditionFailure("What was read before can be read.")
        }
    }

    /// The call whose line stands at a place.
    package func call(at place: ScratchBytes.Place) -> WebAPICall {
        switch entry(at: place) {
        case .call(_, let call): return call
        case nil: return WebAPICall(method: "")
        default: preconditionFailure("What was read before can be read.")
        }
    }

    private func entry(at place: ScratchBytes.Place) -> SessionEntry.Kind? {
        guard let line = bytes(at: place) else { return nil }
        var decoder = LineDecoder(version: SessionHeader.currentVersion, limits: ReaderLimits())
        guard case .entry(let entry)? = try? decoder.decode(line.span, after: 0) else {
            preconditionFailure("What was read before can be read.")
        }
        return entry.kind
    }
}
