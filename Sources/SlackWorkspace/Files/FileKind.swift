/// What Slack makes of a file's name.
struct FileKind: Sendable, Hashable {
    let mimetype: String
    let filetype: String
    let prettyType: String

    private static let byExtension: [String: FileKind] = [
        "txt": FileKind(mimetype: "text/plain", filetype: "text", prettyType: "Plain Text"),
        "log": FileKind(mimetype: "text/plain", filetype: "text", prettyType: "Plain Text"),
        "md": FileKind(mimetype: "text/plain", filetype: "markdown", prettyType: "Markdown (raw)"),
        "csv": FileKind(mimetype: "text/csv", filetype: "csv", prettyType: "CSV"),
        "html": FileKind(mimetype: "text/html", filetype: "html", prettyType: "HTML"),
        "json": FileKind(
            mimetype: "text/plain",
            filetype: "javascript",
            prettyType: "JavaScript/JSON"
        ),
        "py": FileKind(mimetype: "text/plain", filetype: "python", prettyType: "Python"),
        "swift": FileKind(mimetype: "text/plain", filetype: "swift", prettyType: "Swift"),
        "png": FileKind(mimetype: "image/png", filetype: "png", prettyType: "PNG"),
        "jpg": FileKind(mimetype: "image/jpeg", filetype: "jpg", prettyType: "JPEG"),
        "jpeg": FileKind(mimetype: "image/jpeg", filetype: "jpg", prettyType: "JPEG"),
        "gif": FileKind(mimetype: "image/gif", filetype: "gif", prettyType: "GIF"),
        "pdf": FileKind(mimetype: "application/pdf", filetype: "pdf", prettyType: "PDF"),
        "zip": FileKind(mimetype: "application/zip", filetype: "zip", prettyType: "Zip"),
        "gz": FileKind(mimetype: "application/gzip", filetype: "gzip", prettyType: "Gzip"),
        "mp3": FileKind(mimetype: "audio/mpeg", filetype: "mp3", prettyType: "MP3"),
        "mp4": FileKind(mimetype: "video/mp4", filetype: "mp4", prettyType: "MPEG 4 Video"),
    ]

    private static let other = FileKind(
        mimetype: "application/octet-stream",
        filetype: "binary",
        prettyType: "Binary"
    )

    /// The kind that a name's extension tells.
    static func of(_ name: String) -> FileKind {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last else { return other }
        return byExtension[last.lowercased()] ?? other
    }

    /// Whether Slack shows the content as text that can be edited.
    var isText: Bool { mimetype.hasPrefix("text/") }
}
