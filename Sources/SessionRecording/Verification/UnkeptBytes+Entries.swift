import SecretRedaction
import SlackWire

/// Bytes that no reader keeps, as entries that say the same: so they are looked at as what a reader keeps is.
extension UnkeptBytes {
    /// The number of the line, if it is one.
    var line: Int? {
        if case .line(_, let number) = self { number } else { nil }
    }

    /// Entries that together hold what stands there, in each of the meanings that it may have.
    var entries: [SessionEntry.Kind] {
        switch self {
        case .content(let bytes): [.part(call: 1, bytes)]
        case .gzipHeader(let text): [.part(call: 1, text)]
        case .line(let line, _):
            if let members = try? Self.members(of: line.span) {
                members.flatMap(Self.entries)
            } else {
                [.part(call: 1, line)]
            }
        }
    }

    private static func members(of line: Span<UInt8>) throws(LineFault) -> [ExtraField] {
        // A line is decoded in full before one of its members is taken for what it says.
        let _ = try FieldReader(line)
        var scanner = MemberScanner()
        var members: [ExtraField] = []
        while let member = try scanner.next(in: line) {
            members.append(
                ExtraField(
                    line.text(member.name),
                    JSONText(uncheckedBytes: line.array(member.value))
                )
            )
        }
        return members
    }

    private static func entries(of member: ExtraField) -> [SessionEntry.Kind] {
        let bytes = member.value.bytes
        switch member.name {
        case "json": return [.part(call: 1, bytes)]
        case "text", "json_text", "tail", "note", "message", "reason":
            return string(bytes).map { [.part(call: 1, $0)] } ?? [field(member)]
        case "base64", "json_base64":
            return string(bytes).flatMap { Base64.decode($0) }.map { [.part(call: 1, $0)] }
                ?? [field(member)]
        case "headers":
            let headers = HTTPHeaders(pairs(bytes).map { HTTPHeaders.Field(name: $0, value: $1) })
            return [.head(call: 1, WebAPIAnswer(headers: headers))] + strays(member)
        case "query", "form":
            let fields = pairs(bytes).map { FormField($0, $1) }
            return [.call(id: 1, WebAPICall(.method("x"), body: .form(fields))), field(member)]
        case "multipart":
            let call = WebAPICall(.method("x"), body: .multipart(parts(bytes)))
            return [.call(id: 1, call), field(member)]
        case "url" where text(bytes).hasPrefix("ws"):
            return [.open(socket: 1, SocketRequest(url: text(bytes)), call: nil)]
        default: return [field(member)]
        }
    }

    /// A member that goes by its name.
    private static func field(_ member: ExtraField) -> SessionEntry.Kind {
        let name = JSONValue.string(member.name).compactText
        return .part(call: 1, Array("{\(name):".utf8) + member.value.bytes + Array("}".utf8))
    }

    /// A member whose value is none that a reader takes.
    private static func strays(_ member: ExtraField) -> [SessionEntry.Kind] {
        pairs(member.value.bytes).isEmpty ? [field(member)] : []
    }

    private static func string(_ bytes: [UInt8]) -> [UInt8]? {
        bytes.span.unquoted(0..<bytes.count)
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: string(bytes) ?? bytes, as: UTF8.self)
    }

    /// Names and values that are strings: members of an object, or pairs in a list.
    private static func pairs(_ bytes: [UInt8]) -> [(String, String)] {
        guard let value = try? JSONValue(parsing: bytes) else { return [] }
        if let members = value.members {
            return members.compactMap { member in member.value.string.map { (member.name, $0) } }
        }
        return (value.array ?? []).compactMap { pair in
            guard let name = pair[0]?.string, let value = pair[1]?.string else { return nil }
            return (name, value)
        }
    }

    /// Parts of a form, with the content that stands in the line.
    private static func parts(_ bytes: [UInt8]) -> [MultipartPart] {
        ((try? JSONValue(parsing: bytes))?.array ?? []).map { part in
            let text = part["text"]?.string.map { Array($0.utf8) }
            let decoded = part["base64"]?.string.flatMap { Base64.decode($0.utf8) }
            return MultipartPart(
                name: part["name"]?.string ?? "",
                filename: part["filename"]?.string,
                contentType: part["type"]?.string,
                bytes: text ?? decoded ?? []
            )
        }
    }
}
