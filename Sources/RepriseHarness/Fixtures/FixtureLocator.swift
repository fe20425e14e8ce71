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
/// `Package.swift`), and then among the resources of the test's target (what `Bundle.module` reads), which are there
/// on a machine without the sources, too. The variable `REPRISE_FIXTURES` names a folder that is looked at first. A
/// name with a slash is a path, relative to the test's source file.
///
/// A source path that is relative, as a build may make it (`-file-prefix-map`), begins in the working directory.
/// One that leads nowhere on this machine is looked for there by its last folders.
public struct FixtureLocator: Sendable {
    /// The endings of a fixture's file name, in the order in which they are tried.
    public static let extensions = [".jsonl.gz", ".jsonl", ""]

    /// The folders in which a name is looked for, in this order; absolute paths.
    public let folders: [String]
    private let sourceFolder: String
    /// Where a fixture that is recorded now would be found.
    private let newFolder: String

    /// Collects the folders for a test in the given source file.
    ///
    /// - Parameters:
    ///   - sourceFile: The path of the test's source, as `#filePath` gives it.
    ///   - module: The test's target, whose resources are looked at last; `nil` for none.
    ///   - overridingFolder: A folder that is looked at first; by default that of `REPRISE_FIXTURES`.
    public init(
        sourceFile: String,
        module: String? = nil,
        overridingFolder: String? = FixtureLocator.environmentFolder
    ) {
        self.init(
            sourceFile: sourceFile,
            overridingFolder: overridingFolder,
            resources: module.map { ResourceFolders.current.of(module: $0) } ?? [],
            workingDirectory: Self.workingDirectory
        )
    }

    init(
        sourceFile: String,
        overridingFolder: String?,
        resources: [String] = [],
        workingDirectory: String
    ) {
        let here = FolderPath(workingDirectory)
        let file = FolderPath(sourceFile, from: here)
        let source = Self.existing(sourceFile.isEmpty ? here : file.parent ?? file, from: here)
        let above = source.withAncestors
        let root = above.firstIndex { Self.exists($0.appending("Package.swift")) }
        let own = above.prefix(through: root ?? above.count - 1).map { $0.appending("Fixtures") }
        let first = overridingFolder.map { FolderPath($0, from: here).text }
        folders = (first.map { [$0] } ?? []) + own + resources
        sourceFolder = source.text
        newFolder =
            first ?? own.first(where: Self.exists)
            ?? (root == nil ? source : above[root ?? 0]).appending("Fixtures")
    }

    /// The folder, or if it does not exist the one in the working directory that ends as it does.
    ///
    /// That is where the sources are if the build wrote another beginning into their paths.
    private static func existing(_ folder: FolderPath, from here: FolderPath) -> FolderPath {
        if exists(folder.text) { return folder }
        let tails = folder.names.indices.lazy.map { folder.names[$0...] }
        return tails.map { here.appending($0) }.first { exists($0.text) } ?? here
    }

    /// The folder that `REPRISE_FIXTURES` names.
    public static var environmentFolder: String? {
        getenv("REPRISE_FIXTURES").map { String(cString: $0) }
    }

    /// The path of the fixture of that name.
    ///
    /// - Throws: ``FixtureNotFound``, with the folders and the nearest name.
    public func path(of name: String) throws(FixtureNotFound) -> String {
        guard name.contains("/") else { return try path(of: name, in: folders, new: newFolder) }
        let path = FolderPath(name, from: FolderPath(sourceFolder))
        let folder = (path.parent ?? path).text
        return try self.path(of: path.names.last ?? "", in: [folder], new: folder)
    }

    private func path(
        of name: String,
        in folders: [String],
        new: String
    ) throws(FixtureNotFound) -> String {
        for folder in folders {
            for ending in Self.extensions {
                let path = FolderPath(folder).appending(name + ending)
                if Self.isFile(path) { return path }
            }
        }
        let isWhole = Self.extensions.contains { !$0.isEmpty && name.hasSuffix($0) }
        throw FixtureNotFound(
            name: name,
            folders: folders,
            nearest: nearest(to: name, in: folders),
            destination: FolderPath(new).appending(isWhole ? name : name + ".jsonl.gz")
        )
    }

    /// The name in the folders that is the fewest edits away, if it is near at all.
    private func nearest(to name: String, in folders: [String]) -> String? {
        let names = folders.flatMap(Self.files).compactMap { file in
            Self.extensions.first { !$0.isEmpty && file.hasSuffix($0) }
                .map { String(file.dropLast($0.count)) }
        }
        let ranked = names.map { (name: $0, distance: editDistance(name, $0)) }
        return ranked.filter { $0.distance <= max(2, name.count / 3) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    private static var workingDirectory: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    private static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    static func files(in folder: String) -> [String] {
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
    /// A file in which it would be found.
    public let destination: String

    /// What was looked for, where, and the next step.
    public var description: String {
        var text =
            "there is no fixture \"\(name)\": no file \(name).jsonl.gz, \(name).jsonl or \(name) in "
            + folders.joined(separator: ", ")
        if let nearest { text += "; did you mean \"\(nearest)\"?" }
        return text + "; record it with: reprise record -o \(destination) -- YOUR-BOT"
            + ", or name another folder in REPRISE_FIXTURES"
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
