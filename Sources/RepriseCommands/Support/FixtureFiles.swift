import Foundation

/// The fixtures that a user means by files and folders.
enum FixtureFiles {
    private static let endings = [".jsonl.gz", ".jsonl"]

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
            let found = (names ?? []).filter { name in endings.contains(where: name.hasSuffix) }
            guard !found.isEmpty else {
                throw CommandFailure("\(argument): no file in it ends in .jsonl.gz or .jsonl")
            }
            return found.sorted().map { "\(argument)/\($0)" }
        }
    }
}
