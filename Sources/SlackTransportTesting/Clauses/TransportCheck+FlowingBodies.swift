import SlackTransport
import SlackWire

extension TransportCheck {
    /// An upload whose body flows, to a URL that an answer gave.
    private func upload() async throws(TransportViolation) -> WebAPICall {
        let given = try json(try await call("conformance.address"))
        guard let url = given["upload_url"]?.string else { throw violation("no URL came back") }
        return WebAPICall(.url(url), headers: ["content-type": "application/octet-stream"])
    }

    /// A body that comes in pieces, of which nobody knows where they will be cut on their way.
    private func pieces(_ bytes: ArraySlice<UInt8>) -> ScriptedBody {
        let body = ScriptedBody()
        for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 70_001) {
            body.give(Array(bytes[start..<min(start + 70_001, bytes.endIndex)]))
        }
        return body
    }

    func flowingBodies() async throws(TransportViolation) {
        let bytes = ConformanceStage.long
        for length in [bytes.count, nil] {
            let body = pieces(bytes[...])
            body.end()
            var sent = try await upload()
            sent.body = .flowing(FlowingBody(body, length: length))
            let heard = try json(try await call(sent))
            sent.body = .bytes(bytes)
            try expect(heard["call"] ?? .null, is: sent.portrait, "the call that arrived")
        }
    }

    func cutBodies() async throws(TransportViolation) {
        let bytes = ConformanceStage.long
        let body = pieces(bytes[..<(bytes.count / 2)])
        body.end(TransportFailure(.io, "the file cannot be read to its end, as asked"))
        var sent = try await upload()
        sent.body = .flowing(FlowingBody(body, length: bytes.count))
        let cut = sent
        let kind = try await kind(of: "a call whose body broke off") {
            () async throws(TransportFailure) in try await transport.call(cut)
        }
        try expect(kind != .divergence, "the failure was of kind \(kind.rawValue)")
        try await refusals()
    }
}
