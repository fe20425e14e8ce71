#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Finds the file of a fixture that a test calls by its name.
///
/// `greeting` is looked for as `greeting.jsonl.gz` and `greeting.jsonl` in a folder `Fixtures` beside the
/// test's source file, then beside each folder above it up to the package's root (the folder with
/// `Package.swift`). The variable `REPRISE_FIXTURES` names a folder that is looked at first. A name with
/// a slash is a path, relative to the test's source file.
public struct FixtureLocator: Sendable {
    /// The endings of a fixture's file name, in the order in which they are tried.
    public static let extensions = [".jsonl.gz", ".jsonl", ""]

    /// The folders in which a name is looked for, in this order.
    public let folders: [String]
    private let sourceFolder: String

    /// Collects the folders for a test in the given source file.
    ///
    /// - Parameters:
    ///   - sourceFile: The absolute path of the test's source, as `#filePath` gives it.
    ///   - overridingFolder: A folder that is looked at first; by default that of `REPRISE_FIXTURES`.
    public init(
        sourceFile: String,
        overridingFolder: String? = FixtureLocator.environmentFolder
    ) {
        sourceFolder = Self.parent(of: sourceFile)
        var folders = overridingFolder.map { [$0] } ?? []
        var folder = sourceFolder
        while true {
            folders.append(folder + "/Fixtures")
            if folder.isEmpty || Self.exists(folder + "/Package.swift") { break }
            folder = Self.parent(of: folder)
        }
        self.folders = folders
    }

    /// The folder that `REPRISE_FIXTURES` names.
    public static var environmentFolder: String? {
        getenv("REPRISE_FIXTURES").map { String(cString: $0) }
    }

    /// The path of the fixture of that name.
    ///
    /// - Throws: ``FixtureNotFound``, with the folders and the nearest name.
    public func path(of name: String) throws(FixtureNotFound) -> String {
        if name.contains("/") {
            let path = name.hasPrefix("/") ? name : sourceFolder + "/" + name
            for ending in Self.extensions where Self.isFile(path + ending) { return path + ending }
            throw FixtureNotFound(name: name, folders: [Self.parent(of: path)], nearest: nil)
        }
        for folder in folders {
            for ending in Self.extensions where Self.isFile("\(folder)/\(name)\(ending)") {
                return "\(folder)/\(name)\(ending)"
            }
        }
        throw FixtureNotFound(name: name, folders: folders, nearest: nearest(to: name))
    }

    /// The name in the folders that is the fewest edits away, if it is near at all.
    private func nearest(to name: String) -> String? {
        let names = folders.flatMap(Self.files).compactMap { file in
            Self.extensions.first { !$0.isEmpty && file.hasSuffix($0) }
                .map { String(file.dropLast($0.count)) }
        }
        let ranked = names.map { (name: $0, distance: editDistance(name, $0)) }
        return ranked.filter { $0.distance <= max(2, name.count / 3) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private static func files(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
            )
        }
        return names
    }
}

/// No fixture of that name is where fixtures are looked for.
public struct FixtureNotFound: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name that was asked for.
    public let name: String
    /// The folders that were looked at.
    public let folders: [String]
    /// A fixture there whose name is nearly that.
    public let nearest: String?

    /// One sentence, the places, and the next step.
    public var description: String {
        var text = "there is no fixture \"\(name)\" in \(folders.joined(separator: ", "))"
        if let nearest { text += "; did you mean \"\(nearest)\"?" }
        return text + "; record one with: reprise record -o Fixtures/\(name).jsonl.gz"
    }
}

/// How many letters must be put in, taken out or exchanged to make one text of the other.
func editDistance(_ first: String, _ second: String) -> Int {
    let first = Array(first)
    let second = Array(second)
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (position, other) in second.enumerated() {
            let exchanged = diagonal + (letter == other ? 0 : 1)
            diagonal = row[position + 1]
            row[position + 1] = min(exchanged, row[position] + 1, diagonal + 1)
        }
    }
    return row[second.count]
}
