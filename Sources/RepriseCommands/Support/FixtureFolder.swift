import Foundation

/// The fixtures of a folder and of the folders in it.
enum FixtureFolder {
    /// A fixture in a folder.
    struct Fixture {
        /// Where it is.
        let path: String
        /// Its path within the folder.
        let name: String
    }

    /// Whether a folder stands at the path.
    static func exists(at path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    /// Every fixture below a folder, by the bytes of their names, which every machine orders alike.
    ///
    /// A file named `….jsonl.gz` counts as one; a file named `….jsonl` does if it begins as one.
    ///
    /// - Throws: ``CommandFailure`` when the folder cannot be read, or holds none.
    static func fixtures(in folder: String) throws -> [Fixture] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else {
            throw CommandFailure("the folder \(folder) cannot be read; check its permissions")
        }
        let root = folder.hasSuffix("/") ? folder : folder + "/"
        let names = walk.compactMap { $0 as? String }.filter { isFixture(root + $0, $0) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !names.isEmpty else {
            throw CommandFailure(
                "the folder \(folder) holds no fixture; their names end in .jsonl.gz"
            )
        }
        return names.map { Fixture(path: root + $0, name: $0) }
    }

    /// The paths that a user means: files as they are, and the fixtures of folders.
    ///
    /// - Throws: ``CommandFailure`` for a folder without fixtures: a check of nothing is no check.
    static func paths(_ arguments: [String]) throws -> [String] {
        try arguments.flatMap { argument in
            exists(at: argument) ? try fixtures(in: argument).map(\.path) : [argument]
        }
    }

    private static func isFixture(_ path: String, _ name: String) -> Bool {
        if name.hasSuffix(".jsonl.gz") { return true }
        guard name.hasSuffix(".jsonl"), let file = FileHandle(forReadingAtPath: path) else {
            return false
        }
        defer { try? file.close() }
        let start = try? file.read(upToCount: 32)
        return start?.starts(with: Array(#"{"reprise":"#.utf8)) == true
    }
}
