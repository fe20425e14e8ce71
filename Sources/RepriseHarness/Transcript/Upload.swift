import SessionRecording
import SlackReplay
import SlackTransport
import SlackWire

/// A file that the bot uploaded and shared, and Slack took.
public struct Upload: Sendable, Hashable {
    /// The name that it gave it.
    public let name: String
    /// Its bytes.
    public let contents: [UInt8]
    /// When it was shared, since the start of the replay.
    public let at: Duration

    /// Where it stands: `shared at 1.250 s`.
    var place: String { "shared at \(at.seconds)" }
}

extension ReplayOutcome {
    /// The files that the bot uploaded as it was recorded, in the order in which they were shared.
    ///
    /// In three steps (docs.slack.dev/messaging/working-with-files: `files.getUploadURLExternal`, the bytes to that
    /// URL, `files.completeUploadExternal`), which the URL and the file's id of the answer hold together; or in one
    /// (`files.upload`).
    ///
    /// - Complexity: O(*n*) in the length of the session, each time.
    public var uploads: [Upload] {
        let calls = report.actions.compactMap { action -> (WebAPICall, entry: Int, at: Duration)? in
            guard case .call(let call) = action.action,
                case .matched(let entry, _) = action.outcome,
                call.mayUpload
            else { return nil }
            return (call, entry, action.at)
        }
        guard !calls.isEmpty else { return [] }
        var steps = UploadSteps(source, entries: Set(calls.map(\.entry)))
        for (call, entry, at) in calls { steps.take(call, standingFor: entry, at: at) }
        return steps.uploads
    }
}

/// Puts uploads together from their steps.
private struct UploadSteps {
    private struct Announced {
        let name: String
        let url: String
        var contents: [UInt8]?
    }

    private(set) var uploads: [Upload] = []
    /// What was announced and not shared yet, by the file's id.
    private var announced: [String: Announced] = [:]
    /// The recorded calls and their answers, by the entry of the call.
    private var recorded: [Int: (call: WebAPICall, answer: WebAPIAnswer?)] = [:]

    /// - Parameter entries: The entries of the calls that matter.
    init(_ source: SessionSource, entries: Set<Int>) {
        var entry = 0
        var open: [Int: Int] = [:]
        source.visit { recordedEntry, _ in
            entry += 1
            switch recordedEntry.kind {
            case .call(let id, let call) where entries.contains(entry):
                recorded[entry] = (call, nil)
                open[id] = entry
            case .answer(let id, let answer):
                if let entry = open.removeValue(forKey: id) { recorded[entry]?.answer = answer }
            default: break
            }
        }
    }

    mutating func take(_ call: WebAPICall, standingFor entry: Int, at: Duration) {
        guard let (recorded, answer) = recorded[entry], let answer,
            (200..<300).contains(answer.status), answer.slackError == nil
        else { return }
        switch call.target {
        case .method("files.getUploadURLExternal"): announce(call, answer)
        case .method("files.completeUploadExternal"): share(recorded, at)
        case .method("files.upload"): takeWhole(call, at)
        case .method: break
        case .url:
            guard let contents = call.body.fileContents,
                case .url(let url) = recorded.target,
                let file = announced.first(where: { $0.value.url == url })?.key
            else { return }
            announced[file]?.contents = contents
        }
    }

    private mutating func announce(_ call: WebAPICall, _ answer: WebAPIAnswer) {
        guard let answer = try? answer.json(), let file = answer["file_id"]?.string,
            let url = answer["upload_url"]?.string
        else { return }
        announced[file] = Announced(name: call.arguments.text("filename") ?? "", url: url)
    }

    private mutating func share(_ recorded: WebAPICall, _ at: Duration) {
        for file in recorded.arguments["files"]?.array ?? [] {
            guard let id = file["id"]?.string, let upload = announced.removeValue(forKey: id),
                let contents = upload.contents
            else { continue }
            uploads.append(Upload(name: upload.name, contents: contents, at: at))
        }
    }

    private mutating func takeWhole(_ call: WebAPICall, _ at: Duration) {
        let arguments = call.arguments
        let file = arguments.files.first
        guard let contents = file?.bytes ?? arguments.text("content").map({ Array($0.utf8) }) else {
            return
        }
        let name = arguments.text("filename") ?? file?.filename ?? ""
        uploads.append(Upload(name: name, contents: contents, at: at))
    }
}

extension WebAPICall {
    /// Whether it may be a step of an upload.
    fileprivate var mayUpload: Bool {
        methodName?.hasPrefix("files.") ?? true
    }
}

extension WebAPICall.Body {
    /// The bytes of a file in an upload to a URL: alone, or in a form.
    fileprivate var fileContents: [UInt8]? {
        switch self {
        case .bytes(let bytes): bytes
        case .multipart(let parts): parts.first { $0.filename != nil }?.bytes
        case .json(let text): text.bytes
        case .none: []
        case .file(let file): file.contents
        case .form, .flowing: nil
        }
    }
}
