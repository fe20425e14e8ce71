import Foundation
import RepriseTestSupport
import SlackWire

/// A request as bytes over a plain socket, so that nothing of it is made up by a client.
enum RawRequest {
    /// The socket cannot be had, or what came is no answer.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Gets a page; `fields` may name another `Host`.
    ///
    /// - Returns: Status and body.
    static func get(_ url: String, _ fields: [String]) async throws -> (Int, String) {
        guard let address = WebAddress(url), address.host == "127.0.0.1" else {
            throw Failure(description: "\(url) is not on this machine")
        }
        let hasHost = fields.contains { $0.lowercased().hasPrefix("host:") }
        let host = hasHost ? [] : ["Host: \(address.host):\(address.port)"]
        let lines =
            ["GET \(address.target) HTTP/1.1"] + host + fields + ["Connection: close", "", ""]
        let bytes = await offPool {
            exchange(Array(lines.joined(separator: "\r\n").utf8), port: UInt16(address.port))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n"),
            let status = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else {
            throw Failure(description: "\(url) was answered with \(bytes.count) bytes: \(text)")
        }
        return (status, String(text[end.upperBound...]))
    }

    /// Sends bytes and reads to the end of the connection; nothing if there is none.
    private static func exchange(_ request: [UInt8], port: UInt16) -> [UInt8] {
        #if canImport(Darwin)
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, size)
            }
        }
        guard connected == 0, send(descriptor, request, request.count, 0) == request.count else {
            return []
        }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(descriptor, &piece, piece.count, 0), count > 0 {
            answer += piece[..<count]
        }
        return answer
    }
}
