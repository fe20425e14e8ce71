import RepriseFloor
import SlackWire

/// The files that the recorded bot announced, and then uploaded to a URL that it was given.
///
/// What is uploaded is bytes, whatever media type a client makes up for them. Of a file that holds what was replaced in the
/// recording, a secret or somebody's name, the announced length is that of another text; the file itself is compared all the same.
struct RecordedUploads: Sendable {
    static let method = "files.getUploadURLExternal"
    static let argument = "length"

    /// How far a call announces a file as long as a recorded one.
    enum Fit: Sendable {
        /// It does, or it announces none.
        case same
        /// It does not, and the recorded length is that of another text.
        case unknown
        /// It does not.
        case other
    }

    /// What a recorded call announced, and how long the file is that was recorded then.
    private struct Length: Sendable {
        var announced: String
        var recorded: Int?
    }

    private var lengths: [Int: Length] = [:]
    /// The ids of the files by the URLs that were given for them.
    private var files: [String: String] = [:]

    /// - Parameter arguments: Those of each call.
    init(_ timeline: RecordedTimeline, _ arguments: RecordedArguments) {
        let reader = arguments.reader
        var announcing: [String: Int] = [:]
        for (index, recorded) in timeline.calls.enumerated() {
            switch recorded.kind {
            case .announcing:
                let announced = arguments[index].text(Self.argument) ?? ""
                lengths[index] = Length(announced: announced)
                let answer = try? timeline.answer(to: index, by: reader)?.json()
                guard let url = answer?["upload_url"]?.string else { continue }
                announcing[url] = index
                files[url] = answer?["file_id"]?.string ?? ""
            case .connecting, .streaming, .other: break
            case .toURL where announcing.isEmpty: break
            case .toURL:
                let upload = asSent(timeline.call(index, by: reader))
                guard case .url(let url) = upload.target, let call = announcing[url] else {
                    continue
                }
                lengths[call]?.recorded = upload.countOfFile
            }
        }
    }

    /// A call as its bytes say, if it uploads a file: JSON is nothing else there.
    func asSent(_ call: WebAPICall) -> WebAPICall {
        guard case .url(let url) = call.target, files[url] != nil || url.contains("/upload/"),
            case .json(let text) = call.body
        else { return call }
        var call = call
        call.body = .bytes(text.bytes)
        return call
    }

    /// What a call is about, where it matters in which order it comes, and how it stands to others about that.
    func doings(of call: WebAPICall) -> [(thing: OrderedThing, role: OrderedThing.Role)] {
        switch call.target {
        case .url(let url):
            guard let file = files[url] else {
                return OrderedThing.doings(of: url, call.inflated.body)
            }
            return [(.file(file), .member)]
        case .method(let name):
            let arguments = call.inflated.arguments
            let completed =
                name == "files.completeUploadExternal" ? arguments["files"]?.array ?? [] : []
            return OrderedThing.doings(of: name, arguments)
                + completed.compactMap { $0["id"]?.string }.map { (.file($0), .gate) }
        }
    }

    /// How far a call announces a file as long as the recorded one of a candidate.
    func fit(_ call: WebAPICall, _ candidate: Int) -> Fit {
        guard let length = lengths[candidate] else { return .same }
        let announced = call.inflated.arguments.text(Self.argument) ?? ""
        guard let recorded = length.recorded, length.announced != String(recorded) else {
            return announced == length.announced ? .same : .other
        }
        return announced == String(recorded) ? .same : .unknown
    }
}

extension WebAPICall {
    /// How many bytes the file has that it uploads.
    fileprivate var countOfFile: Int? {
        switch body {
        case .bytes(let bytes): bytes.count
        case .multipart(let parts): parts.first { $0.filename != nil }?.bytes.count
        case .file(let file): file.count
        case .none, .form, .json, .flowing: nil
        }
    }
}
