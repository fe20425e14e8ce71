@testable import SlackServer
@testable import SlackWire

/// The server's edge: where a request leads, and what its body says.
///
/// An input is a target, a content type and a body, a line each.
enum HTTPTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) -> CInt {
        let lines = Array(input).split(
            separator: UInt8(ascii: "\n"),
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard lines.count == 3 else { return 0 }
        let contentType = String(decoding: lines[1], as: UTF8.self)
        let request = IncomingRequest(
            method: .post,
            target: String(decoding: lines[0], as: UTF8.self),
            headers: ["content-type": contentType],
            body: Array(lines[2]),
            wantsSocket: false
        )
        handle(request)
        form(request.body)
        multipart(request.body, contentType)
        return 0
    }

    private static func handle(_ request: IncomingRequest) {
        let decoding = CallDecoding(restoring: LinkRestoring(origins: [], quoted: QuotedLinks()))
        let key = LinkKey(bytes: [1])
        let router = Router(hosts: .slack, key: key)
        let target = Self.marked(request.target, key)
        switch router.route(request.method, target: target, wantsSocket: false) {
        case .method(let method, let query):
            _ = decoding.call(method: method, query: query, request).arguments
        case .link(let link):
            _ = decoding.call(link: link, request).arguments
            promise(leadsToSlack(link), "links lead to Slack only")
        case .socket, .welcome, .refused: break
        }
    }

    /// The target with the mark that the server would give it, so that more than refusals are tried.
    private static func marked(_ target: String, _ key: LinkKey) -> String {
        let parts = target.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
        guard parts.count == 3, parts[0] == "_",
            let address = WebAddress("\(parts[1])://\(parts[2])")
        else { return target }
        return "/_/\(key.mark(of: address))/\(parts[1])/\(parts[2])"
    }

    /// Whether the link's host, as a URL's grammar has it, is one of Slack's.
    private static func leadsToSlack(_ link: String) -> Bool {
        guard let scheme = link.firstRange(of: "://") else { return false }
        let rest = link[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return SlackHosts.isSlack(host: host.prefix { $0 != ":" }.lowercased())
    }

    private static func form(_ body: [UInt8]) {
        let fields = FormCoding.decode(body)
        promise(
            FormCoding.decode(FormCoding.encode(fields)) == fields,
            "a form is read as it was written"
        )
    }

    private static func multipart(_ body: [UInt8], _ contentType: String) {
        guard let parts = try? MultipartCoding.decode(body, contentType: contentType) else {
            return
        }
        let boundary = MultipartCoding.boundary(for: parts)
        let written = MultipartCoding.encode(parts, boundary: boundary)
        let type = MultipartCoding.contentType(boundary: boundary)
        guard let read = try? MultipartCoding.decode(written, contentType: type) else {
            return promise(false, "parts that were written can be read")
        }
        promise(read.map(\.bytes) == parts.map(\.bytes), "parts have the bytes they were given")
    }
}
