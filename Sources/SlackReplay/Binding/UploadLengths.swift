import SlackWire

/// Whether the length that a bot told Slack of a file says anything of the one that it uploads this time.
///
/// Of a file that holds what was replaced in the recording, a secret or somebody's name, the recorded length is that of
/// another text. The file itself is compared all the same.
struct UploadLengths: Sendable {
    static let method = "files.getUploadURLExternal"
    static let argument = "length"

    /// Recorded calls whose length is not that of the recorded file.
    private var unknown: Set<Int> = []
    private var lengths: [Int: String] = [:]

    /// - Parameter arguments: Those of each call.
    init(_ calls: [RecordedCall], _ arguments: [WebAPIArguments]) {
        var announced: [String: Int] = [:]
        for (index, recorded) in calls.enumerated() {
            switch recorded.call.target {
            case .method(Self.method):
                lengths[index] = arguments[index].text(Self.argument) ?? ""
                if let url = recorded.answeredURL { announced[url] = index }
            case .method: break
            case .url(let url):
                guard let announcing = announced[url], let count = recorded.call.countOfFile else {
                    continue
                }
                if lengths[announcing] != String(count) { unknown.insert(announcing) }
            }
        }
    }

    /// Whether a call announces a file as long as a recorded one does; true of all other calls.
    func agree(_ call: WebAPICall, _ candidate: Int) -> Bool {
        guard let length = lengths[candidate], !unknown.contains(candidate) else { return true }
        return call.inflated.arguments.text(Self.argument) ?? "" == length
    }
}

extension RecordedCall {
    /// The URL that it was answered with for an upload.
    fileprivate var answeredURL: String? {
        guard case .answer(let answer)? = outcome?.2 else { return nil }
        return (try? answer.json())?["upload_url"]?.string
    }
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
