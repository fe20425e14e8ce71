package import SlackWire

extension StreamedAnswer {
    /// How many bytes of JSON are put together before they are read for links and ids.
    ///
    /// Slack's largest answers have a few megabytes.
    package static let jsonLimit = 64 << 20

    /// The answer with its body whole, if it is JSON of Slack's own, which means something only as a whole: links are rewritten in
    /// it, and what it gives is looked for.
    ///
    /// A method's JSON is told by what it is, since servers send it as text, too: by its first byte. What is downloaded from a link is
    /// somebody's file, whatever it holds. Server-sent events are passed on as they come. So is JSON that goes on beyond
    /// ``jsonLimit``, and JSON that breaks off: they flow again from their beginning.
    ///
    /// - Parameter call: What was called.
    /// - Throws: A failure of kind `cancelled`, when the task was cancelled meanwhile.
    package func withWholeJSON(
        of call: WebAPICall,
        limit: Int = jsonLimit
    ) async throws(TransportFailure) -> StreamedAnswer {
        guard case .flowing(let pieces) = body, mayBeJSON(of: call) else { return self }
        var gathered: [UInt8] = []
        var isJSON = false
        do throws(TransportFailure) {
            while let piece = try await pieces.next() {
                gathered += piece
                if !isJSON, let first = piece.first(where: { !Self.blank.contains($0) }) {
                    isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
                    if !isJSON { return with(.flowing(gathered, then: pieces)) }
                }
                if gathered.count > limit { return with(.flowing(gathered, then: pieces)) }
            }
        } catch {
            if error.kind == .cancelled, Task.isCancelled { throw error }
            // The body says again how it broke off.
            return with(.flowing(gathered, then: pieces))
        }
        return with(.whole(gathered))
    }

    private static let blank = Array(" \t\r\n".utf8)

    private func mayBeJSON(of call: WebAPICall) -> Bool {
        if case .url = call.target, call.httpMethod == .get { return false }
        return !isOfEvents
    }
}
