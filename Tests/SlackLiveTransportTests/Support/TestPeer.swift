import RepriseFloor
import RepriseTestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A server on a port of its own that says exactly what a test wants, byte for byte.
///
/// Every connection has a thread, on which the script runs with blocking reads and writes.
final class TestPeer: Sendable {
    /// What is said on one connection; the number counts connections from zero.
    typealias Script = @Sendable (PeerConnection, Int) throws -> Void

    /// The port on 127.0.0.1.
    let port: UInt16
    private let listener: Int32
    private let accepted = Locked(0)
    private let faults = Watched<[String]>([])

    /// Starts to listen.
    init(_ script: @escaping Script) throws {
        let listener = socket(AF_INET, Self.stream, 0)
        guard listener >= 0 else { throw PeerError("socket") }
        self.listener = listener
        port = try Self.bind(listener)
        guard listen(listener, 512) == 0 else { throw PeerError("listen") }
        let thread = SystemThread.start { [listener, accepted, faults] in
            while true {
                let descriptor = accept(listener, nil, nil)
                if descriptor < 0 { return }
                let number = accepted.withLock { count in
                    defer { count += 1 }
                    return count
                }
                let thread = SystemThread.start {
                    let connection = PeerConnection(descriptor)
                    do {
                        try script(connection, number)
                    } catch {
                        faults.update { $0.append("connection \(number): \(error)") }
                    }
                    connection.end()
                }
                thread?.detach()
            }
        }
        thread?.detach()
    }

    deinit {
        // Wakes the accepting thread, which then sees an error.
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// How many connections have been accepted.
    var connectionCount: Int { accepted.withLock { $0 } }

    /// What went wrong in the script of each connection: often what a test wants, but good to know when
    /// something else does not come.
    var trouble: String {
        faults.value.isEmpty ? "no trouble at the peer" : faults.value.joined(separator: "; ")
    }

    /// The base URL for a transport.
    var baseURL: String { "http://127.0.0.1:\(port)/api/" }
    /// A URL for a WebSocket.
    var socketURL: String { "ws://127.0.0.1:\(port)/link?ticket=hidden-ticket" }

    /// A port on which nobody listens.
    static func unusedPort() throws -> UInt16 {
        let descriptor = socket(AF_INET, stream, 0)
        defer { close(descriptor) }
        return try bind(descriptor)
    }

    #if canImport(Glibc)
    private static let stream = Int32(SOCK_STREAM.rawValue)
    #else
    private static let stream = SOCK_STREAM
    #endif

    private static func bind(_ descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
            guard let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else {
                return -1
            }
            #if canImport(Darwin)
            let bound = Darwin.bind(descriptor, pointer, length)
            #elseif canImport(Musl)
            let bound = Musl.bind(descriptor, pointer, length)
            #else
            let bound = Glibc.bind(descriptor, pointer, length)
            #endif
            return bound == 0 ? getsockname(descriptor, pointer, &length) : bound
        }
        guard result == 0 else { throw PeerError("bind") }
        return UInt16(bigEndian: address.sin_port)
    }
}

/// What went wrong on the peer's side.
struct PeerError: Error, CustomStringConvertible {
    let what: String
    /// The number of the system's error; zero where there is none.
    let code: Int32

    init(_ what: String, code: Int32 = 0) {
        self.what = what
        self.code = code
    }

    var description: String {
        switch code {
        case 0: what
        case EAGAIN: "\(what): nothing happened for \(PeerConnection.patience) s"
        default: "\(what): \(String(cString: strerror(code)))"
        }
    }
}
