#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc)
import CInterleaving
#endif

/// Which build of the program this is.
public enum BuildIdentity {
    /// The first half of the linker's build id, or `unknown` where it leaves none.
    public static let current: String = read() ?? "unknown"

    private static func read() -> String? {
        #if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc)
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = interleaving_build_id(&bytes, bytes.count)
        guard count > 0 else { return nil }
        return bytes.prefix(min(count, 10)).map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }
        .joined()
        #else
        nil
        #endif
    }
}
