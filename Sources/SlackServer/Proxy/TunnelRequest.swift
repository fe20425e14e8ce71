import SlackWire

/// The request for a tunnel with which a connection to a proxy begins, as a value without I/O.
enum TunnelRequest: Equatable {
    /// More bytes are needed to tell.
    case unfinished
    /// The connection begins with something else.
    case none
    /// A tunnel is asked for.
    ///
    /// - Parameters:
    ///   - destination: Where to, as it stood in the request.
    ///   - authorization: Whose it is, if that is said.
    ///   - length: How many bytes the request has.
    case tunnel(to: String, authorization: String?, length: Int)

    private static let start = Array("CONNECT ".utf8)

    /// Reads the first bytes of a connection.
    ///
    /// - Parameter limit: How long the request may be; what is longer is none.
    init(_ bytes: some BidirectionalCollection<UInt8>, limit: Int) {
        guard bytes.prefix(Self.start.count).elementsEqual(Self.start.prefix(bytes.count)) else {
            self = .none
            return
        }
        let head = Self.head(bytes.prefix(limit))
        guard let head else {
            self = bytes.count < limit ? .unfinished : .none
            return
        }
        let lines = String(decoding: bytes.prefix(head), as: UTF8.self)
            .split(whereSeparator: \.isNewline)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, words[2].hasPrefix("HTTP/") else {
            self = .none
            return
        }
        let authorization = lines.dropFirst().lazy.compactMap(Self.authorization).first
        self = .tunnel(to: String(words[1]), authorization: authorization, length: head)
    }

    /// Where the empty line ends; `nil` if there is none yet.
    private static func head(_ bytes: some Collection<UInt8>) -> Int? {
        var (count, breaks) = (0, 0)
        for byte in bytes {
            count += 1
            if byte == UInt8(ascii: "\n") {
                breaks += 1
                if breaks == 2 { return count }
            } else if byte != UInt8(ascii: "\r") {
                breaks = 0
            }
        }
        return nil
    }

    private static func authorization(_ line: Substring) -> String? {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "proxy-authorization" else { return nil }
        return String(parts[1].drop { $0 == " " })
    }
}
