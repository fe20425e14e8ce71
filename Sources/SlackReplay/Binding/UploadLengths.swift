import RepriseFloor
import SlackWire

/// Whether the length that a bot told Slack of a file says anything of the one that it uploads this time.
///
/// Of a file that holds what was replaced in the recording, a secret or somebody's name, the recorded length is that of
/// another text. The file itself is compared all the same.
struct UploadLengths: Sendable {
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

    /// - Parameter arguments: Those of each call.
    init(_ timeline: RecordedTimeline, _ arguments: RecordedArguments) {
        let reader = arguments.reader
        var announcing: [String: Int] = [:]
        for (index, recorded) in timeline.calls.enumerated() {
            switch recorded.kind {
            case .announcing:
                let announced = arguments[index].text(Self.argument) ?? ""
                lengths[index] = Length(announced: announced)
                let answer = timeline.answer(to: index, by: reader)
                if let url = answer?.uploadURL { announcing[url] = index }
            case .connecting, .streaming, .other: break
            case .toURL where announcing.isEmpty: break
            case .toURL:
                let upload = timeline.call(index, by: reader)
                guard case .url(let url) = upload.target, let call = announcing[url] else {
                    continue
                }
                lengths[call]?.recorded = upload.countOfFile
            }
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

extension WebAPIAnswer {
    /// The URL that it gives for an upload.
    fileprivate var uploadURL: String? { (try? json())?["upload_url"]?.string }
}

extension WebAPICall {
    /// How many bytes the file has that it uploads.
    fileprivate var countOfFile: Int? {
        switch body {
        case .bytes(let bytes): bytes.count
        case .multipart(let parts): parts.first { $0.filename != nil }?.bytes.count
        case .none, .form, .json: nil
        }
    }
}
