#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A thread of the operating system, apart from those that run tasks: it may wait for the disk.
enum Thread {
    /// What a thread runs, as an object, so that C can carry it.
    fileprivate final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Runs `body` on a new thread; false if the system has none left.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let body = Unmanaged.passRetained(Body(body))
        if create(with: body.toOpaque()) == 0 { return true }
        body.release()
        return false
    }

    private static func create(with argument: UnsafeMutableRawPointer) -> Int32 {
        #if canImport(Darwin)
        var thread: pthread_t?
        let code = pthread_create(&thread, nil, { runBody($0) }, argument)
        if let thread { pthread_detach(thread) }
        #else
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { runBody($0) }, argument)
        if code == 0 { pthread_detach(thread) }
        #endif
        return code
    }
}

private func runBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    Unmanaged<Thread.Body>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
