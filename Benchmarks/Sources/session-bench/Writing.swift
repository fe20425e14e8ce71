import Measuring
import SessionRecording
import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes a session to the standard output in other formats, to be compressed by somebody else.
enum Writing {
    /// The payloads alone, each on a line of its own: nothing else of the session.
    static func payloads(_ arguments: Arguments) throws {
        let reader = try SessionReader(path: try arguments.text("from"))
        var output = StandardOutput()
        while let entry = try reader.next() {
            guard let payload = entry.payload else { continue }
            output.write(payload)
            output.write([UInt8(ascii: "\n")])
        }
        output.flush()
    }

    /// A HAR file of the session, with WebSocket messages as browsers export them.
    static func har(_ arguments: Arguments) throws {
        let reader = try SessionReader(path: try arguments.text("from"))
        var archive = HARArchive(epoch: reader.header.epoch)
        while let entry = try reader.next() { archive.add(entry) }
        var output = StandardOutput()
        archive.write { output.write($0) }
        output.flush()
    }
}

extension SessionEntry {
    /// The bytes that somebody meant: a body or a message; `nil` if there are none.
    fileprivate var payload: [UInt8]? {
        switch kind {
        case .receive(_, let message), .send(_, let message): message.bytes
        case .answer(_, let answer): answer.body
        case .call(_, let call): call.body.payload
        case .ping(_, _, let bytes), .pong(_, _, let bytes): bytes
        default: nil
        }
    }
}

extension WebAPICall.Body {
    /// The body as it travels.
    var payload: [UInt8]? {
        switch self {
        case .none: nil
        case .form(let fields): FormCoding.encode(fields)
        case .json(let text): text.bytes
        case .multipart(let parts): parts.flatMap(\.bytes)
        case .bytes(let bytes): bytes
        // It lies beside the fixture, or is on its way.
        case .flowing, .file: nil
        }
    }
}

/// A buffered standard output.
struct StandardOutput {
    private var buffer: [UInt8] = []

    mutating func write(_ bytes: [UInt8]) {
        buffer += bytes
        if buffer.count > 1 << 20 { flush() }
    }

    mutating func flush() {
        var written = 0
        while written < buffer.count {
            let count = buffer[written...].withUnsafeBytes {
                systemWrite(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            // Whoever reads has gone; that it was too short is for them to say.
            guard count > 0 else { break }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// The system's `write`, by a name that no method has.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(file, bytes, count)
}
