import Foundation

/// Files by another name.
enum SymbolicLink {
    /// What a link names in the end; a file that is no link is named as it was.
    static func target(of path: String) -> String {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
        return link == nil ? path : resolved(path)
    }

    /// A path without links.
    static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
}
