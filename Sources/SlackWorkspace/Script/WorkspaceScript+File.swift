#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension WorkspaceScript {
    /// Reads a script from a file.
    ///
    /// - Throws: ``WorkspaceScriptError`` when the file cannot be read, or with the line that is wrong.
    public init(contentsOf path: String) throws(WorkspaceScriptError) {
        guard let file = fopen(path, "rb") else {
            throw WorkspaceScriptError(.unreadable(errno: errno), script: path, line: 0)
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes += chunk[..<count]
            if count < chunk.count { break }
        }
        if ferror(file) != 0 {
            throw WorkspaceScriptError(.unreadable(errno: errno), script: path, line: 0)
        }
        try self.init(parsing: bytes, name: path)
    }
}
