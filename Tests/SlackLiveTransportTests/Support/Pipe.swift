import RepriseFloor

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A pipe whose end is awaited, to hold threads back without sleeping.
final class Pipe: Sendable {
    private let reading: Int32
    private let writing: Locked<Int32?>

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw PeerError("pipe") }
        reading = ends[0]
        writing = Locked(ends[1])
    }

    deinit {
        closeWriting()
        close(reading)
    }

    func closeWriting() {
        if let descriptor = writing.withLock({ $0.take() }) { close(descriptor) }
    }

    func waitForEnd() {
        var byte: UInt8 = 0
        _ = read(reading, &byte, 1)
    }
}
