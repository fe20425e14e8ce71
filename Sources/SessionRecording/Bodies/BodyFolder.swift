package import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder beside a fixture in which its long bodies lie, each under the hash of what it holds: `NAME.files`.
package struct BodyFolder: Sendable, Hashable {
    /// Where it is.
    package let path: String
    /// What fixtures may be called whose bodies lie there.
    private let name: String

    /// The folder of a fixture, finished or not.
    package init(beside fixture: String) {
        var name = Self.withoutPartialSuffix(fixture)
        for suffix in [".gz", ".jsonl"] where name.hasSuffix(suffix) {
            name.removeLast(suffix.count)
        }
        self.name = name
        path = name + ".files"
    }

    /// What is added to the name of a file that is being written.
    static let partialSuffix = ".partial"

    private static func withoutPartialSuffix(_ path: String) -> String {
        guard let range = path.ranges(of: partialSuffix).last else { return path }
        let rest = path[range.upperBound...]
        let isNumber =
            rest.first == "." && rest.count > 1 && rest.dropFirst().allSatisfy(\.isNumber)
        return rest.isEmpty || isNumber ? String(path[..<range.lowerBound]) : path
    }

    /// Where the body lies that has that hash.
    package func path(of sha256: String) -> String { "\(path)/\(sha256)" }

    /// The body, where it lies here.
    package func located(_ file: BodyFile) -> BodyFile { file.lying(at: path(of: file.sha256)) }

    /// The names of all files in it, in order; none if it is not there.
    package var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether a name is that of a body.
    package static func isHash(_ name: String) -> Bool {
        name.utf8.count == 64
            && name.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    /// Whether other recordings may lie beside the fixture that name bodies here: of the same name but for its end, or left behind.
    func isShared(besides fixture: String) -> Bool {
        let own = fixture.lastIndex(of: "/").map { String(fixture[fixture.index(after: $0)...]) }
        let folder = fixture.lastIndex(of: "/").map { String(fixture[...$0]) } ?? "."
        let prefix = name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name
        guard let handle = opendir(folder) else { return true }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let found = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard found.hasPrefix(prefix), found != (own ?? fixture) else { continue }
            let rest = found.dropFirst(prefix.count)
            if rest.isEmpty || rest.hasPrefix(".jsonl") || rest.hasPrefix(".gz")
                || rest.contains(Self.partialSuffix)
            {
                return true
            }
        }
        return false
    }
}
