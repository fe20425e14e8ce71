import SecretRedaction
import SlackWire

/// Writes entries as lines in which only what is compared stands.
struct EntryNormalizer {
    let options: SessionComparison.Options

    /// The canonical line of the entry without time and ids, and without what the options leave out.
    mutating func line(of entry: SessionEntry) -> [UInt8] {
        var builder = LineBuilder()
        builder.open()
        builder.members(of: normalized(entry.kind))
        builder.extra(entry.extraFields)
        builder.close()
        return options.ignoresOrigins ? builder.bytes.withoutOrigins : builder.bytes
    }

    private func normalized(_ kind: SessionEntry.Kind) -> SessionEntry.Kind {
        switch kind {
        case .call(_, var call):
            call.headers = kept(call.headers)
            return .call(id: 0, call)
        case .answer(_, var answer):
            answer.headers = kept(answer.headers)
            return .answer(call: 0, answer)
        case .head(_, var head):
            head.headers = kept(head.headers)
            return .head(call: 0, head)
        case .chunk(_, let chunk): return .chunk(call: 0, chunk)
        case .part(_, let bytes): return .part(call: 0, bytes)
        case .partFile(_, let file): return .partFile(call: 0, file)
        case .failure(_, let failure): return .failure(call: 0, normalized(failure))
        case .open(_, var request, _):
            request.headers = kept(request.headers)
            return .open(socket: 0, request, call: nil)
        case .refused(_, let failure): return .refused(socket: 0, normalized(failure))
        case .receive(_, let message): return .receive(socket: 0, message)
        case .send(_, let message): return .send(socket: 0, message)
        case .ping(_, let side, let bytes): return .ping(socket: 0, by: side, bytes)
        case .pong(_, let side, let bytes): return .pong(socket: 0, by: side, bytes)
        case .close(_, let close): return .close(socket: 0, close)
        case .environment, .process, .note, .unknown: return kind
        }
    }

    private func normalized(_ failure: TransportFailure) -> TransportFailure {
        guard var answer = failure.answer else { return failure }
        answer.headers = kept(answer.headers)
        return TransportFailure(failure.kind, failure.message, answer: answer)
    }

    private func kept(_ headers: HTTPHeaders) -> HTTPHeaders {
        if options.ignoresHeaders { return [:] }
        return HTTPHeaders(headers.filter { !options.ignoredHeaders.contains($0.name) })
    }
}

extension [UInt8] {
    /// The bytes without scheme, host and port of the URLs in them, in either spelling of slashes.
    fileprivate var withoutOrigins: [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < count {
            let slashes = slashesOfURL(at: index)
            guard slashes > 0 else {
                result.append(self[index])
                index += 1
                continue
            }
            while let last = result.last, ASCII.isAlphanumeric(last) { result.removeLast() }
            index += 1 + slashes
            while index < count, !endsOrigin(self[index]) { index += 1 }
        }
        return result
    }

    /// How many bytes the two slashes of a URL take whose colon is at `index`; 0 if it is none.
    private func slashesOfURL(at index: Int) -> Int {
        guard self[index] == UInt8(ascii: ":"), index > 0, self[index - 1] != UInt8(ascii: "\"")
        else { return 0 }
        if matches("://", at: index) { return 2 }
        return matches(":\\/\\/", at: index) ? 4 : 0
    }

    private func endsOrigin(_ byte: UInt8) -> Bool {
        !(ASCII.isAlphanumeric(byte)
            || [
                UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "@"),
                UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"),
            ].contains(byte))
    }
}
