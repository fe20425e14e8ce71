import SlackWire

extension SessionEntry {
    /// What the entry is, in a few words: its kind, its id and what it is about.
    ///
    /// Holds no payload.
    public var label: String {
        switch kind {
        case .call(let id, let call): "call \(id) \(call.targetName)"
        case .answer(let call, let answer): "answer to call \(call), status \(answer.status)"
        case .head(let call, let head): "head of the answer to call \(call), status \(head.status)"
        case .chunk(let call, let chunk): "\(chunk.bytes) bytes of the answer to call \(call)"
        case .part(let call, let bytes): "the \(bytes.count) bytes that came for call \(call)"
        case .partFile(let call, let file): "the \(file.count) bytes that came for call \(call)"
        case .failure(let call, let failure): "failure of call \(call), \(failure.kind.rawValue)"
        case .open(let socket, _, _): "open socket \(socket)"
        case .refused(let socket, let failure):
            "refused socket \(socket), \(failure.kind.rawValue)"
        case .receive(let socket, _): "receive on socket \(socket)"
        case .send(let socket, _): "send on socket \(socket)"
        case .ping(let socket, let side, _): "ping by \(side.rawValue) on socket \(socket)"
        case .pong(let socket, let side, _): "pong by \(side.rawValue) on socket \(socket)"
        case .close(let socket, let close): "close of socket \(socket) by \(close.by.rawValue)"
        case .environment(let variable, _): "the environment's \(variable)"
        case .process(.asked(let signal)): "the bot is asked to end by signal \(signal)"
        case .process(.exited(let code)): "the bot's process ends with exit code \(code)"
        case .process(.killed(let signal)): "the bot's process is ended by signal \(signal)"
        case .note: "note"
        case .unknown(let name, _): "entry of the unknown kind \"\(name)\""
        }
    }
}

extension WebAPICall {
    fileprivate var targetName: String {
        switch target {
        case .method(let name): name
        case .url: "a URL"
        }
    }
}
