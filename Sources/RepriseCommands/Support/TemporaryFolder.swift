import Foundation

/// A folder that goes away with the command.
struct TemporaryFolder {
    /// Its path.
    let path: String

    /// Makes one that nobody else can read.
    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("reprise-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        path = url.path
    }

    /// Removes the folder with all that is in it.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// The size of a file, for people.
enum FileSize {
    /// For example `6.2 kB`; `an unknown size` when there is no such file.
    static func words(of path: String) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let size = attributes?[.size] as? Int else { return "a file of unknown size" }
        return size < 1_000 ? "\(size) bytes" : "\(size / 1_000).\(size % 1_000 / 100) kB"
    }
}
