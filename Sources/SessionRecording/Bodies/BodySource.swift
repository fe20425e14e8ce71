package import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The bytes of a recorded body, read from its file piece by piece.
///
/// Safe from any task, one at a time.
package final class BodySource: @unchecked Sendable {
    // Unchecked, since it has no state of its own: reading says from where.
    private let descriptor: Int32

    /// How much is read at once.
    package static let pieceSize = 256 << 10

    /// Opens the file.
    ///
    /// - Throws: ``FixtureError`` if it cannot be opened, or nobody knows where it lies.
    package init(_ file: BodyFile) throws(FixtureError) {
        let path = file.path ?? ""
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FixtureError(.file(operation: .open, code: errno), path: path)
        }
    }

    deinit {
        close(descriptor)
    }

    /// So many bytes from a place on; fewer at the end of the file, and where it cannot be read.
    package func bytes(at offset: Int, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: max(count, 0)) { memory, initialized in
            while initialized < count {
                let read = pread(
                    descriptor,
                    memory.baseAddress.map { $0 + initialized },
                    count - initialized,
                    off_t(offset + initialized)
                )
                if read < 0, errno == EINTR { continue }
                guard read > 0 else { return }
                initialized += read
            }
        }
    }

    /// Shows all bytes, piece by piece.
    package func visit<Failure: Error>(
        _ body: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var offset = 0
        while case let piece = bytes(at: offset, count: Self.pieceSize), !piece.isEmpty {
            try body(piece)
            offset += piece.count
        }
    }
}

extension BodyFile {
    /// What is wrong with the file in which it lies.
    package enum Fault: Sendable, Hashable {
        /// It is not there.
        case missing
        /// It holds something else.
        case other
    }

    /// What is wrong with the file in which it lies; `nil` if it holds what it should.
    ///
    /// - Complexity: O(*n*) in the length of the file.
    package var fault: Fault? {
        guard let source = try? BodySource(self) else { return .missing }
        var (hash, found) = (SHA256(), 0)
        source.visit { piece in
            hash.add(piece)
            found += piece.count
        }
        return found == count && hash.finishHexadecimal() == sha256 ? nil : .other
    }

    /// All of its bytes, in memory; `nil` if the file cannot be read, or is not as long as it should be.
    package var contents: [UInt8]? {
        guard let source = try? BodySource(self) else { return nil }
        let bytes = source.bytes(at: 0, count: count)
        return bytes.count == count ? bytes : nil
    }
}

extension SessionEntry {
    /// The body of this entry that lies in a file of its own.
    package var bodyFile: BodyFile? {
        get {
            switch kind {
            case .call(_, let call):
                guard case .file(let file) = call.body else { return nil }
                return file
            case .answer(_, let answer): return answer.file
            case .partFile(_, let file): return file
            default: return nil
            }
        }
        set {
            guard let newValue else { return }
            switch kind {
            case .call(let id, var call):
                call.body = .file(newValue)
                kind = .call(id: id, call)
            case .answer(let call, var answer):
                answer.file = newValue
                kind = .answer(call: call, answer)
            case .partFile(let call, _): kind = .partFile(call: call, newValue)
            default: break
            }
        }
    }
}
