/// Links through a server in a file that a client uploads, for example in an export of what it was given.
///
/// Another server marks them otherwise, so a recording holds them as Slack wrote them, and so they are compared. What
/// goes to Slack stays as it is: Slack has been told how long the file will be.
enum MarkedLinks {
    /// The longest name of a server.
    private static let longestAuthority = 80

    /// The bytes with every link as Slack wrote it, whichever server it leads through; `nil` if there is none.
    ///
    /// - Complexity: O(*n*) in the number of bytes.
    static func restored(_ bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8]?
        for spelling in LinkSpelling.all {
            result = restored(result ?? bytes, spelling) ?? result
        }
        return result
    }

    private static func restored(_ bytes: [UInt8], _ spelling: LinkSpelling) -> [UInt8]? {
        let needle = spelling.spelled(LinkGateway.marker)
        var result: [UInt8] = []
        var (copied, searched) = (0, 0)
        while let offset = ByteSearch.firstOffset(of: needle, in: bytes.span, from: searched) {
            searched = offset + needle.count
            guard let (scheme, end) = spelling.marked(bytes[searched...]),
                let start = start(in: bytes[copied..<offset], spelling)
            else { continue }
            result += bytes[copied..<start]
            result += spelling.spelled("\(scheme.rawValue)://")
            (copied, searched) = (end, end)
        }
        return copied == 0 ? nil : result + bytes[copied...]
    }

    /// Where the link begins whose server's name stands at the end.
    private static func start(in bytes: ArraySlice<UInt8>, _ spelling: LinkSpelling) -> Int? {
        var end = bytes.endIndex
        while end > bytes.startIndex, bytes.endIndex - end < longestAuthority {
            if let start = spelling.scheme(atEndOf: bytes[..<end])?.start { return start }
            guard isOfAuthority(bytes[end - 1]) else { return nil }
            end -= 1
        }
        return nil
    }

    private static func isOfAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: ".-:[]%".utf8.contains(byte)
        }
    }
}

extension WebAPICall {
    /// The call, links through a server in its files being as Slack wrote them.
    package var withPlainFiles: WebAPICall {
        var call = self
        switch body {
        case .none, .form, .json, .flowing, .file: return self
        case .bytes(let bytes):
            guard let restored = MarkedLinks.restored(bytes) else { return self }
            call.body = .bytes(restored)
        case .multipart(var parts):
            for index in parts.indices where parts[index].filename != nil {
                parts[index].bytes = MarkedLinks.restored(parts[index].bytes) ?? parts[index].bytes
            }
            call.body = .multipart(parts)
        }
        return call
    }
}
