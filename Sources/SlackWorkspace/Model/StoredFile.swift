import SlackWire

/// A file that was uploaded, or that the script tells of.
struct StoredFile: Sendable {
    let id: String
    /// The file's content; `nil` until it is uploaded, and for files of the script.
    var bytes: [UInt8]?
    /// The file's object as Slack shows it.
    var object: [JSONMember]
    /// Whether `files.completeUploadExternal` was called for it, or the script shows it.
    var isComplete = true
    /// Where it was shared: channel, and the message there.
    var shares: [(channel: String, ts: String)] = []

    init(id: String, bytes: [UInt8]? = nil, object: [JSONMember], isComplete: Bool = true) {
        self.id = id
        self.bytes = bytes
        self.object = object
        self.isComplete = isComplete
    }

    /// Who uploaded it.
    var user: String? { object["user"]?.string }
}
