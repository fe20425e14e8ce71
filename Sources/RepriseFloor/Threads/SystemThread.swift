#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A thread of the operating system, apart from those that run tasks: it may block.
///
/// Whoever starts one lets it go once, by ``join()`` or ``detach()``.
package struct SystemThread {
    private let handle: pthread_t

    /// Runs `body` on a new thread; `nil` if the system has none left.
    package static func start(_ body: @escaping @Sendable () -> Void) -> SystemThread? {
        let body = Unmanaged.passRetained(Body(body))
        #if canImport(Darwin)
        var created: pthread_t?
        let code = pthread_create(&created, nil, { runBody($0) }, body.toOpaque())
        #else
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { runBody($0) }, body.toOpaque())
        let created = Optional(thread)
        #endif
        guard code == 0, let created else {
            body.release()
            return nil
        }
        return SystemThread(handle: created)
    }

    /// Blocks until the thread has ended.
    package func join() {
        pthread_join(handle, nil)
    }

    /// Lets the thread end by itself.
    package func detach() {
        pthread_detach(handle)
    }
}

/// What a thread runs, as an object, so that C can carry it.
private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

private func runBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
