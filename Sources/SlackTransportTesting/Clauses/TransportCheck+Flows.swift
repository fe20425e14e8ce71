import SlackTransport
import SlackWire

extension TransportCheck {
    /// Has an answer flow that goes on when it is told so by further calls.
    private func flow() async throws(TransportViolation) -> (StreamedAnswer, any BodyPieces) {
        let answer = try await begin("conformance.flow")
        guard case .flowing(let body) = answer.body else {
            throw violation("the answer was whole before its rest was sent")
        }
        return (answer, body)
    }

    private func begin(_ method: String) async throws(TransportViolation) -> StreamedAnswer {
        do {
            return try await transport.stream(WebAPICall(method: method))
        } catch {
            throw violation("\(method) failed (\(error.kind.rawValue)): \(error.message)")
        }
    }

    /// Reads until so many bytes have come, or to the end.
    private func read(
        _ count: Int = .max,
        from body: any BodyPieces
    ) async throws(TransportViolation) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            while bytes.count < count, let piece = try await body.next() {
                try expect(!piece.isEmpty, "a piece without a byte came")
                bytes += piece
            }
        } catch let failure as TransportFailure {
            throw violation("reading failed (\(failure.kind.rawValue)): \(failure.message)")
        } catch let violation as TransportViolation {
            throw violation
        } catch {
            throw violation("reading threw \(error)")
        }
        return bytes
    }

    private func expectEnd(_ body: any BodyPieces) async throws(TransportViolation) {
        for _ in 0..<3 { try expect(try await read(from: body), is: [], "what came after the end") }
    }

    func firstPiece() async throws(TransportViolation) {
        let (answer, body) = try await flow()
        try expect(answer.status, is: 200, "the status")
        let (name, value) = ConformanceStage.field
        try expect(answer.headers[name], is: value, "the field")
        for number in 1...3 {
            let piece = ConformanceStage.piece(number)
            try expect(try await read(piece.count, from: body), is: piece, "piece \(number)")
            // Only now is the next one sent.
            if number < 3 { _ = try await call("conformance.flow.on") }
        }
        _ = try await call("conformance.flow.end")
        try await expectEnd(body)
    }

    func allPieces() async throws(TransportViolation) {
        let wanted = ConformanceStage.long
        guard case .flowing(let body) = try await begin("conformance.flow.long").body else {
            return try await expectWhole(wanted)
        }
        let found = try await read(from: body)
        try expect(found == wanted, "\(found.count) bytes came that were not those sent")
        try await expectEnd(body)
        try await expectWhole(wanted)
    }

    private func expectWhole(_ wanted: [UInt8]) async throws(TransportViolation) {
        let whole = try await call("conformance.flow.long").body
        try expect(whole == wanted, "\(whole.count) bytes came whole that were not those sent")
    }

    func cutAnswers() async throws(TransportViolation) {
        let (_, body) = try await flow()
        let piece = ConformanceStage.piece(1)
        try expect(try await read(piece.count, from: body), is: piece, "what came before")
        _ = try await call("conformance.flow.cut")
        for _ in 0..<3 {
            let kind = try await kind(of: "the rest of an answer that broke off") {
                () async throws(TransportFailure) in try await body.next()
            }
            try expect(
                [.connect, .tls, .timeout, .protocolViolation, .io].contains(kind),
                "the failure was of kind \(kind.rawValue)"
            )
        }
        try await refusals()
    }

    func readCancellation() async throws(TransportViolation) {
        let (_, body) = try await flow()
        _ = try await read(ConformanceStage.piece(1).count, from: body)
        let ended = try await cancelled {
            () async throws(TransportViolation) -> TransportFailure.Kind in
            try await kind(of: "a read of a cancelled task") {
                () async throws(TransportFailure) in try await body.next()
            }
        }
        try expect(ended, is: .cancelled, "the failure")
        _ = try await call("conformance.flow.on")
        let piece = ConformanceStage.piece(2)
        try expect(try await read(piece.count, from: body), is: piece, "what came later")
        body.cancel()
    }

    func abandonedAnswers() async throws(TransportViolation) {
        let (_, body) = try await flow()
        _ = try await read(ConformanceStage.piece(1).count, from: body)
        body.cancel()
        body.cancel()
        // It is answered when Slack's side knows.
        _ = try await call("conformance.flow.abandoned")
        try await refusals()
    }
}
