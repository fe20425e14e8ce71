import Foundation

/// Where a repaired fixture goes.
struct RepairDestination {
    let path: String
    /// Whether a fixture that is whole goes there, too: it was asked for by name, or has no name yet.
    let takesWhole: Bool

    /// Chooses the place.
    ///
    /// - Throws: `CommandFailure` if the original would be overwritten unasked, or a place that nobody
    ///   named is taken.
    init(file: String, output: String?, inPlace: Bool) throws {
        if inPlace {
            // A link stays one: what it names is replaced.
            path = SymbolicLink.target(of: file)
            takesWhole = false
            return
        }
        path = output ?? Self.name(for: file)
        takesWhole = output != nil || Self.partialSuffix(of: file) != nil
        if Self.isSame(path, file) {
            throw CommandFailure("\(file) would be overwritten; say --in-place if that is meant")
        }
        if output == nil, FileManager.default.fileExists(atPath: path) {
            throw CommandFailure("\(path) exists; name another place with -o")
        }
    }

    /// The name that is chosen when nobody names one.
    static func name(for file: String) -> String {
        if let partial = partialSuffix(of: file) { return String(file[..<partial.lowerBound]) }
        for ending in [".jsonl.gz", ".jsonl", ".gz"] where file.hasSuffix(ending) {
            return file.dropLast(ending.count) + ".repaired" + ending
        }
        return file + ".repaired"
    }

    private static func partialSuffix(of file: String) -> Range<String.Index>? {
        file.range(of: #"\.partial(\.[0-9]+)?$"#, options: .regularExpression)
    }

    /// Whether both name one file, links followed.
    private static func isSame(_ path: String, _ other: String) -> Bool {
        func identity(_ path: String) -> [AnyHashable]? {
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: SymbolicLink.resolved(path)
            )
            guard let attributes, let number = attributes[.systemFileNumber] as? AnyHashable,
                let device = attributes[.systemNumber] as? AnyHashable
            else { return nil }
            return [device, number]
        }
        return path == other || identity(path).map { $0 == identity(other) } ?? false
    }
}
