import Foundation

/// The golden fixtures and other files of the repository.
enum Golden {
    /// A golden fixture's bytes.
    static func bytes(_ name: String) throws -> [UInt8] {
        let url = Bundle.module.resourceURL?.appendingPathComponent("Golden/\(name)")
        guard let url else { throw CocoaError(.fileNoSuchFile) }
        return Array(try Data(contentsOf: url))
    }

    /// A file of the repository, by its path from the top.
    static func repositoryFile(_ path: String, from file: String = #filePath) throws -> [UInt8] {
        var folder = URL(fileURLWithPath: file).resolvingSymlinksInPath()
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }
}
