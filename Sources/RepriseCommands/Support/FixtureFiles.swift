import Foundation

/// The fixtures that a user means by files and folders.
enum FixtureFiles {
    /// The files in their order, and those of folders in the order of their names.
    ///
    /// - Throws: `CommandFailure` for a folder without fixtures: a check of nothing is no check.
    static func paths(_ arguments: [String]) throws -> [String] {
        try arguments.flatMap { argument -> [String] in
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder)
            guard exists, isFolder.boolValue else { return [argument] }
            let names = FileManager.default.enumerator(atPath: argument)?.compactMap {
                $0 as? String
            }
            let found = (names ?? []).filter { isFixture("\(argument)/\($0)") }
            guard !found.isEmpty else {
                throw CommandFailure(
                    "\(argument): no file in it ends in .jsonl.gz, or is a session in .jsonl"
                )
            }
            return found.sorted().map { "\(argument)/\($0)" }
        }
    }

    /// Whether a file in a folder is meant: text without gzip must begin like a fixture, for there are
    /// many kinds of JSON Lines.
    private static func isFixture(_ path: String) -> Bool {
        if path.hasSuffix(".jsonl.gz") { return true }
        guard path.hasSuffix(".jsonl"), let file = FileHandle(forReadingAtPath: path) else {
            return false
        }
        defer { try? file.close() }
        let header = "{\"reprise\":"
        return (try? file.read(upToCount: header.utf8.count)) == Data(header.utf8)
    }
}
