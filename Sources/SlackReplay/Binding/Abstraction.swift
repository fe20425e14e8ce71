import SecretRedaction
import SlackWire

/// Blanks the placeholders of values that the bot brings itself, and lists them in the order in which they
/// stood: two actions that are equal but for such values become equal, and their lists say what must stand for
/// what.
struct Abstraction {
    /// What stands in the place of a variable: a character that no text of Slack's holds.
    private static let blank: UInt8 = 0x1a

    /// No placeholder is shorter, in no spelling.
    private static let shortest = 10

    private let values: GivenValues
    /// The placeholders that were blanked.
    private(set) var variables: [String] = []

    init(_ values: GivenValues) {
        self.values = values
    }

    mutating func blanked(_ bytes: [UInt8]) -> [UInt8] {
        if let content = Placeholder.content(ofCompressed: bytes) { return blanked(plain: content) }
        if let revealed = SpelledPlaceholders.revealed(in: bytes),
            Placeholder.ranges(in: revealed).contains(where: {
                !values.isGiven(placeholder: revealed[$0])
            })
        {
            // A bot that encodes a value of its own encodes another one than the recorded bot did.
            return blanked(plain: revealed)
        }
        return blanked(plain: bytes)
    }

    private mutating func blanked(plain bytes: [UInt8]) -> [UInt8] {
        let places = Placeholder.ranges(in: bytes)
        guard !places.isEmpty else { return bytes }
        var result: [UInt8] = []
        var copied = 0
        for place in places where !values.isGiven(placeholder: bytes[place]) {
            result += bytes[copied..<place.lowerBound]
            result.append(Self.blank)
            variables.append(String(decoding: bytes[place], as: UTF8.self))
            copied = place.upperBound
        }
        return result + bytes[copied...]
    }

    mutating func blanked(_ text: String) -> String {
        guard text.utf8.count >= Self.shortest else { return text }
        return String(decoding: blanked(Array(text.utf8)), as: UTF8.self)
    }

    mutating func blanked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .number: return value
        case .string(let text): return .string(blanked(text))
        case .array(let elements):
            var result: [JSONValue] = []
            for element in elements { result.append(blanked(element)) }
            return .array(result)
        case .object(let members): return .object(blanked(members))
        }
    }

    mutating func blanked(_ members: [JSONMember]) -> [JSONMember] {
        var result: [JSONMember] = []
        for member in members { result.append(JSONMember(member.name, blanked(member.value))) }
        return result
    }
}

extension CallSignature {
    /// The signature with the bot's own values blanked.
    func blanked(by abstraction: inout Abstraction) -> CallSignature {
        var signature = self
        switch target {
        case .url(let url): signature.target = .url(abstraction.blanked(url))
        case .method(let name): signature.target = .method(abstraction.blanked(name))
        case nil: break
        }
        guard var contents else { return signature }
        contents.members = abstraction.blanked(contents.members)
        for index in contents.files.indices {
            contents.files[index].bytes = abstraction.blanked(contents.files[index].bytes)
        }
        contents.bytes = contents.bytes.map { abstraction.blanked($0) }
        signature.contents = contents
        return signature
    }
}

extension CallSignature {
    /// Puts its digest in the place of a long body, whether it lies in a file or stands in the recording.
    mutating func digestBody(of call: WebAPICall) {
        if let bytes = contents?.bytes, bytes.count > WebAPICall.flowingSize {
            contents?.bytes = nil
            contents?.body = BodyFile(sha256: SHA256.hexadecimal(of: bytes), count: bytes.count)
        } else if let file = contents?.body {
            // One that cannot be read is like no other.
            contents?.body =
                BodyDigest.recorded(file, contentType: call.headers["content-type"]) ?? file
        }
    }
}

extension SentMessage.Signature {
    /// The signature with the bot's own values blanked.
    func blanked(by abstraction: inout Abstraction) -> SentMessage.Signature {
        switch self {
        case .contents(let value): .contents(abstraction.blanked(value))
        case .binary(let bytes): .binary(abstraction.blanked(bytes))
        }
    }
}
