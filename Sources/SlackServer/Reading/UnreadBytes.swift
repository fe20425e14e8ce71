#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Asks the system how much a client on this machine has not taken from its connection.
///
/// It is for clients that answer no pings. On Linux each end of a connection stands in a table of its own network
/// namespace (proc(5), `/proc/net/tcp`); elsewhere, and for clients of other machines and containers, nobody knows.
enum UnreadBytes {
    /// How many bytes wait for the client; `nil` where nobody knows.
    static func count(_ ports: SocketReading.Ports) -> Int? {
        for table in ["/proc/self/net/tcp", "/proc/self/net/tcp6"] {
            if let text = contents(of: table), let count = count(in: text, ports) { return count }
        }
        return nil
    }

    /// The same from the table's text.
    static func count(in table: String, _ ports: SocketReading.Ports) -> Int? {
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ")
            guard fields.count > 4, port(fields[1]) == ports.peer, port(fields[2]) == ports.own
            else { continue }
            return fields[4].split(separator: ":").last.flatMap { Int($0, radix: 16) }
        }
        return nil
    }

    /// The port of an address, which is written as `0100007F:1F90`.
    private static func port(_ address: Substring) -> Int? {
        address.split(separator: ":").last.flatMap { Int($0, radix: 16) }
    }

    /// A file of the system's, which has no size of its own: Foundation reads nothing from it.
    private static func contents(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while case let count = read(file, &piece, piece.count), count > 0 {
            text += piece[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
