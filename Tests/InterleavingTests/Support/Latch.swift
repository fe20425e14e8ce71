import Dispatch
import Testing

/// Something that one thread waits for and another brings about, by name.
final class Latch: Sendable {
    /// It never came.
    struct Missing: Error, CustomStringConvertible {
        let what: String
        var description: String { "waited a minute and more in vain: \(what)" }
    }

    private let what: String
    private let semaphore = DispatchSemaphore(value: 0)

    /// - Parameter what: What is waited for, as a sentence without its full stop.
    init(_ what: String) {
        self.what = what
    }

    func open() { semaphore.signal() }

    /// Blocks the thread until it was opened; fails by name if it never is.
    ///
    /// To be called by a test, not by what it simulates.
    func wait() throws {
        guard semaphore.wait(timeout: .now() + .seconds(90)) == .success else {
            throw Missing(what: what)
        }
    }

    /// Blocks a thread that the test has started, for as long as the test itself may take.
    func waitPatiently() { semaphore.wait() }
}

extension Trait where Self == TimeLimitTrait {
    /// Long enough on any machine; whoever takes longer hangs.
    static var endsInTime: Self { .timeLimit(.minutes(10)) }
}
