import Interleaving
import Testing

/// What a test says that needs more than the public interface of Swift's concurrency: it is skipped by name
/// elsewhere, and where the tier is promised a test of `InterleavingTests` demands it.
enum WholeProgram {
    static var isThere: Bool { Capabilities.current.tier == .wholeProgram }
    static let need: Comment = "needs: x86-64 Linux, Swift 6.3, and the trait WholeProgram"
}
