/// An absolute path by the names in it: going up ends, whatever the path was.
struct FolderPath: Hashable {
    private(set) var names: [String] = []

    /// Takes a path apart; `.`, `..` and doubled slashes are resolved as they are spelled.
    ///
    /// - Parameter folder: Where a relative path begins.
    init(_ path: String, from folder: FolderPath = FolderPath()) {
        if !path.hasPrefix("/") { names = folder.names }
        for name in path.split(separator: "/") where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(String(name)) }
        }
    }

    /// The root.
    private init() {}

    /// The path as the system takes it.
    var text: String { "/" + names.joined(separator: "/") }

    /// The folder above; `nil` above the root.
    var parent: FolderPath? {
        guard !names.isEmpty else { return nil }
        var parent = self
        parent.names.removeLast()
        return parent
    }

    /// The folder and all above it, the root last.
    var withAncestors: [FolderPath] {
        Array(sequence(first: self, next: \.parent))
    }

    /// The path of something in the folder.
    func appending(_ name: String) -> String {
        names.isEmpty ? "/" + name : "\(text)/\(name)"
    }

    /// A folder in the folder.
    func appending(_ names: ArraySlice<String>) -> FolderPath {
        var path = self
        path.names += names
        return path
    }
}
