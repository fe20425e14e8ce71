import RepriseFloor
package import SlackWire

/// A body of which somebody has read the beginning already, from that on.
package final class BegunPieces: BodyPieces {
    private let start: Locked<[UInt8]?>
    private let rest: any BodyPieces

    /// - Parameters:
    ///   - start: What was read, at least one byte.
    ///   - rest: Where the rest comes from.
    package init(_ start: [UInt8], then rest: any BodyPieces) {
        self.start = Locked(start)
        self.rest = rest
    }

    package func next() async throws(TransportFailure) -> [UInt8]? {
        if let start = start.withLock({ $0.take() }) { return start }
        return try await rest.next()
    }

    package func cancel() {
        rest.cancel()
    }
}

extension AnswerBody {
    /// A body that flows on from what was read of it.
    static func flowing(_ start: [UInt8], then rest: any BodyPieces) -> AnswerBody {
        .flowing(start.isEmpty ? rest : BegunPieces(start, then: rest))
    }
}

extension StreamedAnswer {
    /// The same answer with another body.
    func with(_ body: AnswerBody) -> StreamedAnswer {
        var answer = self
        answer.body = body
        return answer
    }
}
