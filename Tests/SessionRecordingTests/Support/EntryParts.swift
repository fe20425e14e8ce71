import SessionRecording
import SlackWire

/// What an entry holds if it is of a kind, for `#require`: a test that looks into the wrong entry fails.
extension SessionEntry {
    var call: WebAPICall? {
        if case .call(_, let call) = kind { call } else { nil }
    }

    var answer: WebAPIAnswer? {
        if case .answer(_, let answer) = kind { answer } else { nil }
    }

    var opening: SocketRequest? {
        if case .open(_, let request, _) = kind { request } else { nil }
    }

    var received: SocketMessage? {
        if case .receive(_, let message) = kind { message } else { nil }
    }
}

extension WebAPICall {
    var bytes: [UInt8]? {
        if case .bytes(let bytes) = body { bytes } else { nil }
    }

    var parts: [MultipartPart]? {
        if case .multipart(let parts) = body { parts } else { nil }
    }
}
