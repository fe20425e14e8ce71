import SlackWire

extension SessionEntry {
    /// About how many bytes the entry holds, for the bound of the writer's buffer.
    ///
    /// - Complexity: O(*n*) in the number of fields, not of bytes.
    var approximateSize: Int {
        switch kind {
        case .call(_, let call): 256 + call.body.approximateSize
        case .answer(_, let answer): 256 + answer.body.count
        case .part(_, let bytes): 64 + bytes.count
        case .receive(_, let message), .send(_, let message): 64 + message.bytes.count
        case .ping(_, _, let bytes), .pong(_, _, let bytes): 64 + bytes.count
        case .note(let words): 64 + words.utf8.count
        case .unknown(_, let line): 64 + line.bytes.count
        case .failure(_, let failure), .refused(_, let failure):
            256 + (failure.answer?.body.count ?? 0)
        case .partFile, .head, .chunk, .open, .close, .environment, .process: 256
        }
    }
}

extension WebAPICall.Body {
    fileprivate var approximateSize: Int {
        switch self {
        case .none, .flowing, .file: 0
        case .form(let fields): fields.reduce(0) { $0 + 64 + $1.value.utf8.count }
        case .json(let text): text.bytes.count
        case .multipart(let parts): parts.reduce(0) { $0 + 64 + $1.bytes.count }
        case .bytes(let bytes): bytes.count
        }
    }
}
