import RepriseFloor
import SlackWire

/// How content (uploads, parts of a form, binary payloads) is spelled in a line.
enum ContentSpelling {
    /// As text: UTF-8 within the limit.
    case text
    /// As base64: other bytes within the limit.
    case base64
    /// By its hash: anything longer.
    case file(String)

    init(of content: [UInt8]) {
        if content.count > LineEncoder.inlineLimit {
            self = .file(SHA256.hexadecimal(of: content))
        } else {
            self = content.span.bytes.isUTF8 ? .text : .base64
        }
    }
}

extension SessionEntry.Kind {
    /// Everything in the entry that may stand outside of its line.
    var contents: [[UInt8]] {
        switch self {
        case .call(_, let call):
            switch call.body {
            case .bytes(let bytes): [bytes]
            case .multipart(let parts): parts.map(\.bytes)
            case .none, .form, .json, .flowing, .file: []
            }
        case .answer(_, let answer): answer.body.contentIfBinary
        case .part(_, let bytes): bytes.contentIfBinary
        case .receive(_, let message), .send(_, let message): message.bytes.contentIfBinary
        case .ping(_, _, let bytes), .pong(_, _, let bytes): bytes.contentIfBinary
        default: []
        }
    }
}

extension [UInt8] {
    /// The bytes if they are a payload that is spelled as content of its own: long, and no text.
    fileprivate var contentIfBinary: [[UInt8]] {
        count > LineEncoder.inlineLimit && !isSpelledAsText ? [self] : []
    }

    /// Whether a payload, if it is no JSON, is spelled as text: UTF-8, unless it is long and would take more room so than in base64.
    ///
    /// A reader puts up with a line of 512 MiB, and control characters take six bytes each.
    fileprivate var isSpelledAsText: Bool {
        count > LineEncoder.textLimit ? isShorterAsText : span.bytes.isUTF8
    }
}

extension LineBuilder {
    /// Content as the member `text`, `base64` or `file`.
    mutating func content(_ bytes: [UInt8]) {
        switch ContentSpelling(of: bytes) {
        case .text:
            name("text")
            string(bytes)
        case .base64:
            name("base64")
            base64(bytes)
        case .file(let hash): member("file", hash)
        }
    }

    /// A payload: JSON verbatim, other text as a string, the rest as content.
    mutating func payload(_ bytes: [UInt8]) {
        if json(bytes) { return }
        guard bytes.isSpelledAsText else { return content(bytes) }
        name("text")
        string(bytes)
    }

    /// A payload that is known to be JSON, however it is spelled.
    mutating func document(_ bytes: [UInt8]) {
        if json(bytes) { return }
        if bytes.isSpelledAsText {
            name("json_text")
            string(bytes)
        } else {
            name("json_base64")
            base64(bytes)
        }
    }

    /// JSON on one line, verbatim, and the white space that follows it; false if it is not that.
    private mutating func json(_ bytes: [UInt8]) -> Bool {
        let end = (bytes.lastIndex { !JSONLine.isSpace($0) } ?? -1) + 1
        guard JSONLine.isBare(bytes.span.extracting(0..<end)) else { return false }
        name("json")
        raw(bytes[..<end])
        if end < bytes.count { member("tail", String(decoding: bytes[end...], as: UTF8.self)) }
        return true
    }
}

extension [UInt8] {
    /// Whether content is text, and takes no more room so than as base64.
    ///
    /// An image of zeros is valid UTF-8 as well, and would take six characters for each byte.
    var isShorterAsText: Bool {
        var room = count / 3
        for byte in self
        where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            // A line feed and its like take two characters, other control characters six.
            room -= byte == 0x0a || byte == 0x0d || byte == 0x09 || byte >= 0x20 ? 1 : 5
            if room < 0 { return false }
        }
        return span.bytes.isUTF8
    }
}
