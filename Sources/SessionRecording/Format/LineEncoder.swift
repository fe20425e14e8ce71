import RepriseFloor
import SlackWire

/// Writes a session's lines in their canonical spelling.
///
/// It remembers which files' content was written, and counts what the end mark states.
struct LineEncoder {
    /// Content longer than this stands in a line of its own, once, and is named by its hash.
    static let inlineLimit = 256
    /// A payload longer than this is text only if it is no longer so than as base64.
    static let textLimit = 64 << 10

    private var line = LineBuilder()
    private var files: Set<String> = []
    private(set) var counts = EndCounts()

    /// The lines of the header.
    mutating func encode(_ header: SessionHeader) -> [UInt8] {
        line.removeAll()
        line.open()
        line.member("reprise", header.version)
        if header.readableSince != header.version {
            line.member("readable_since", header.readableSince)
        }
        line.member("epoch", header.epoch)
        line.flag("redacted", header.isRedacted)
        line.member("title", ifPresent: header.title)
        line.member("source", ifPresent: header.source)
        line.extra(header.extraFields)
        line.close()
        line.endLine()
        return line.bytes
    }

    /// The lines of one entry: content of files that was not written before, then the entry.
    mutating func encode(_ entry: SessionEntry) -> [UInt8] {
        line.removeAll()
        writeFiles(of: entry)
        write(entry)
        counts.add(entry.kind)
        return line.bytes
    }

    /// The line of one entry, without those of content.
    mutating func line(of entry: SessionEntry) -> [UInt8] {
        line.removeAll()
        write(entry)
        return line.bytes
    }

    /// The line of content that has a hash.
    mutating func line(of content: [UInt8], hash: String) -> [UInt8] {
        line.removeAll()
        write(content, hash)
        return line.bytes
    }

    private mutating func write(_ entry: SessionEntry) {
        if case .unknown(_, let json) = entry.kind, JSONLine.isBare(json.bytes.span) {
            line.raw(json.bytes)
        } else {
            line.open()
            line.member("at", entry.at)
            line.members(of: entry.kind)
            line.extra(entry.extraFields)
            line.close()
        }
        line.endLine()
    }

    /// The end mark.
    mutating func encodeEnd() -> [UInt8] { encode(counts) }

    /// An end mark that counts so much.
    mutating func encode(_ counts: EndCounts) -> [UInt8] {
        line.removeAll()
        line.open()
        line.member("end", counts.entries)
        line.member("calls", counts.calls)
        line.member("sockets", counts.sockets)
        line.member("files", counts.files)
        line.close()
        line.endLine()
        return line.bytes
    }

    private mutating func writeFiles(of entry: SessionEntry) {
        for content in entry.kind.contents {
            guard case .file(let hash) = ContentSpelling(of: content) else { continue }
            guard files.insert(hash).inserted else { continue }
            write(content, hash)
            counts.files += 1
        }
    }

    private mutating func write(_ content: [UInt8], _ hash: String) {
        line.open()
        line.member("file", hash)
        if content.isShorterAsText {
            line.name("text")
            line.string(content)
        } else {
            line.name("base64")
            line.base64(content)
        }
        line.close()
        line.endLine()
    }
}

/// What the end mark counts.
struct EndCounts: Hashable {
    var entries = 0
    var calls = 0
    var sockets = 0
    var files = 0

    mutating func add(_ kind: SessionEntry.Kind) {
        entries += 1
        switch kind {
        case .call: calls += 1
        case .open: sockets += 1
        default: break
        }
    }
}
