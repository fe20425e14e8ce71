import SecretRedaction
import SessionRecording
import SlackWire

/// The part of a call by which a matcher looks it up: calls with equal signatures are candidates.
struct CallSignature: Sendable, Hashable {
    /// Where the call goes; `nil` if the matcher does not care.
    var target: WebAPICall.Target?
    /// The HTTP verb where it says what is asked for; `nil` if the matcher does not care, or it says nothing.
    var verb: HTTPMethod?
    /// The arguments that count; `nil` if the matcher does not care.
    var contents: Contents?
    /// In what form they are sent, where that says what is understood; `nil` if the matcher does not care, or it says nothing.
    var form: BodyForm?
    /// What the bot accepts, where recorded answers differ by it.
    var accept: String?
    /// By what scheme the bot says who it is, if by another than a token; `nil` if the matcher does not care, too.
    var scheme: String?

    /// The arguments that count.
    struct Contents: Sendable, Hashable {
        var members: [JSONMember]
        var files: [MultipartPart]
        var bytes: [UInt8]?
        /// The same of a long body, by its digest.
        var body: BodyFile?
        /// The header fields that ask for something else than the whole.
        var conditions: [HTTPHeaders.Field]

        /// - Parameter arguments: Those of the call as it is, where somebody has taken it apart.
        init(
            _ call: WebAPICall,
            _ arguments: WebAPIArguments? = nil,
            ignoring ignored: [ArgumentPath]
        ) {
            // What counts of a compressed body is what it holds.
            let known = call.headers["content-encoding"] == nil ? arguments : nil
            let arguments = known ?? call.inflated.arguments
            members = ignored.reduce(arguments.members) { $1.removed(from: $0) }
            // A file is its name and its bytes; clients differ in the media type they make up.
            files = arguments.files.map { file in
                MultipartPart(name: file.name, filename: file.filename, bytes: file.bytes)
            }
            bytes = arguments.content
            body = arguments.file
            let ignoredNames = ignored.compactMap(\.singleName)
            if ignoredNames.contains("content") { (bytes, body) = (nil, nil) }
            for index in files.indices where ignoredNames.contains("file \(index + 1)") {
                files[index] = MultipartPart(name: "", bytes: [])
            }
            conditions = call.headers.fields.filter { Self.conditionNames.contains($0.name) }
                .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        }

        /// Header fields by which a request asks for a part, or only under a condition (RFC 9110 §13, §14).
        static let conditionNames: Set<String> = [
            "range", "if-range", "if-match", "if-none-match", "if-modified-since",
            "if-unmodified-since",
        ]
    }
}

/// In what form a body is.
enum BodyForm: String, Sendable, Hashable {
    case none = "nothing"
    case form = "a form"
    case json = "JSON"
    case multipart = "multipart/form-data"
    case bytes = "bytes"
}

extension WebAPICall {
    /// The form of the body, if it says what is understood: of a URL always, since what a `response_url` takes as JSON it does not
    /// take as a form; of a method JSON, if it is documented to take none: Slack reads no argument of it.
    var tellingForm: BodyForm? {
        switch target {
        case .url: form
        case .method(let name):
            form == .json && WebAPIMethod.named(name)?.takesJSON == false ? .json : nil
        }
    }

    /// In what form the body is.
    var form: BodyForm {
        switch inflated.body {
        case .none: .none
        case .form: .form
        case .json: .json
        case .multipart: .multipart
        case .bytes, .flowing, .file: .bytes
        }
    }

    /// The token by which Slack knows whose the call is: one in a JSON body is none
    /// (docs.slack.dev/apis/web-api, "POST bodies": JSON goes with a token in the header).
    var tellingToken: SlackToken? {
        guard case .json = body else { return token }
        var bare = self
        bare.body = .none
        return bare.token
    }

    /// What says who makes the call, if it is no token: the scheme, in small letters, and the rest
    /// (docs.slack.dev/reference/methods/oauth.v2.access takes `Basic`).
    var credentials: (scheme: String, text: String)? {
        guard let field = headers["authorization"] else { return nil }
        let parts = field.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0].lowercased() != "bearer" else { return nil }
        return (parts[0].lowercased(), parts[1])
    }

    /// The HTTP verb, if it says what is asked for: of a URL always; of a method, which takes GET and POST alike,
    /// any other.
    var tellingVerb: HTTPMethod? {
        if case .method = target, httpMethod == .get || httpMethod == .post { return nil }
        return httpMethod
    }

    /// The most that a compressed body may hold to be looked into.
    private static let inflatedLimit = 64 << 20

    /// The call with its body as it was before a client compressed it.
    var inflated: WebAPICall {
        guard case .bytes(let bytes) = body,
            let form = headers["content-encoding"].flatMap(CompressionForm.init(contentCoding:)),
            let inflated = GzipInflater.inflate(bytes, as: form, limit: Self.inflatedLimit),
            inflated.isWhole
        else { return self }
        var call = self
        call.headers["content-encoding"] = nil
        call.body = Body(decoding: inflated.content, contentType: headers["content-type"])
        return call
    }
}

extension CompressionForm {
    /// What a body is compressed as by its header field (RFC 9110 §8.4.1).
    fileprivate init?(contentCoding name: String) {
        switch name.lowercased() {
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .zlib
        default: return nil
        }
    }
}

extension CallSignature.Contents {
    /// Where these arguments differ from recorded ones.
    func differences(from recorded: CallSignature.Contents) -> [PayloadDifference] {
        var found = PayloadDifference.between(
            expected: .object(recorded.members),
            actual: .object(members)
        )
        for index in 0..<max(files.count, recorded.files.count) {
            let expected = index < recorded.files.count ? recorded.files[index] : nil
            let actual = index < files.count ? files[index] : nil
            guard expected != actual else { continue }
            found.append(
                PayloadDifference(
                    path: "file \(index + 1)",
                    expected: (expected?.summary).map(JSONValue.string),
                    actual: (actual?.summary).map(JSONValue.string)
                )
            )
        }
        if body != nil || recorded.body != nil {
            let (expected, actual) = (recorded.contentSummary, contentSummary)
            if body != recorded.body || bytes != recorded.bytes {
                found.append(
                    PayloadDifference(path: "content", expected: expected, actual: actual)
                )
            }
        } else if bytes != recorded.bytes {
            found.append(
                PayloadDifference(
                    path: "content",
                    expected: recorded.bytes.map { .string(Self.summary(of: $0)) },
                    actual: bytes.map { .string(Self.summary(of: $0)) }
                )
            )
        }
        for name in Self.conditionNames.sorted() {
            let (expected, actual) = (recorded.condition(name), condition(name))
            guard expected != actual else { continue }
            found.append(
                PayloadDifference(path: "header \(name)", expected: expected, actual: actual)
            )
        }
        return found
    }

    /// What is told of a body.
    private var contentSummary: JSONValue? {
        (body.map { $0.summary } ?? bytes.map { Self.summary(of: $0) }).map { .string($0) }
    }

    private func condition(_ name: String) -> JSONValue? {
        let values = conditions.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : .string(values.joined(separator: ", "))
    }

    /// A content by its size and a checksum (FNV-1a): enough to tell two apart in a report.
    static func summary(of bytes: [UInt8]) -> String {
        "\(bytes.count) bytes, checksum \(String(ValueRuns.hash(bytes), radix: 16))"
    }
}

extension MultipartPart {
    fileprivate var summary: String {
        "\(filename ?? name): \(CallSignature.Contents.summary(of: bytes))"
    }
}
