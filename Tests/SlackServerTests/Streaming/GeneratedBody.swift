import RepriseFloor
import SlackTransport
import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A body that is made as it is read, and of which every byte is known.
final class GeneratedBody: BodyPieces {
    /// How many bytes it has.
    let count: Int
    private let position = Locked(0)

    init(count: Int) {
        self.count = count
    }

    /// How many bytes were read.
    var given: Int { position.withLock { $0 } }

    func next() async throws(TransportFailure) -> [UInt8]? {
        let start = position.withLock { position in
            defer { position = min(position + Self.period.count, count) }
            return position
        }
        return start < count ? Self.bytes(start, min(Self.period.count, count - start)) : nil
    }

    func cancel() {}

    /// So many bytes from there on.
    static func bytes(_ start: Int, _ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var place = start % period.count
        while bytes.count < count {
            bytes += period[place..<min(period.count, place + count - bytes.count)]
            place = 0
        }
        return bytes
    }

    /// Of a length that no buffer has, so that what is lost or doubled shows.
    private static let period = (0..<99_991).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ $0 >> 7) }
}

/// How large the bodies of the tests about memory are.
enum LargeBodies {
    /// 384 MB, or as many megabytes as `REPRISE_LARGE_BODY` says.
    static let bytes =
        (getenv("REPRISE_LARGE_BODY").flatMap { Int(String(cString: $0)) } ?? 384) << 20
}

/// What the process has in memory.
enum ResidentMemory {
    /// Whether the system shows it.
    static var isReadable: Bool { bytes > 0 }

    /// How many bytes that are.
    static var bytes: Int {
        get {
            guard let file = fopen("/proc/self/statm", "r") else { return 0 }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            guard fgets(&line, 256, file) != nil else { return 0 }
            let fields = String(
                decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
                as: UTF8.self
            )
            .split(separator: " ")
            return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
        }
    }
}
