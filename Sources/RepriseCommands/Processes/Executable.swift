#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Finds the file behind a command's name, as a shell does.
enum Executable {
    /// The file that `name` stands for.
    ///
    /// - Parameters:
    ///   - name: A path if it holds a slash, else a name to look for.
    ///   - path: Where to look: folders with colons between them.
    /// - Throws: ``ChildProcessError`` when there is none that this user may run.
    static func find(_ name: String, path: String) throws(ChildProcessError) -> String {
        guard !name.contains("/") else {
            switch reason(for: name) {
            case nil: return name
            case ENOENT?, ENOTDIR?: throw .notFound(name)
            case let code?: throw .notExecutable(name, code)
            }
        }
        var denied: Int32?
        for folder in path.split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = (folder.isEmpty ? "." : folder) + "/" + name
            switch reason(for: candidate) {
            case nil: return candidate
            case EACCES: denied = EACCES
            default: break
            }
        }
        if let denied { throw .notExecutable(name, denied) }
        throw .notFound(name)
    }

    /// Why a file cannot be run; `nil` if it can.
    private static func reason(for path: String) -> Int32? {
        var status = stat()
        guard stat(path, &status) == 0 else { return errno }
        guard status.st_mode & S_IFMT == S_IFREG else { return EACCES }
        return access(path, X_OK) == 0 ? nil : errno
    }
}
