import SlackWire
import SlackWorkspace
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// The real frames that lie in the repository.
enum RealSitting {
    static var path: String {
        var parts = #filePath.split(separator: "/").dropLast(4).map(String.init)
        parts += ["Fixtures", "rtm-2017", "frames.jsonl"]
        return "/" + parts.joined(separator: "/")
    }

    static func script() throws -> WorkspaceScript {
        try WorkspaceScript(contentsOf: path)
    }

    /// The file's lines.
    static func lines() throws -> [[UInt8]] {
        let file = try #require(fopen(path, "rb"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return bytes[..<count].split(separator: UInt8(ascii: "\n")).map(Array.init)
    }
}
