import Foundation
import Testing

/// OpenSSL's command, which knows the protocol and certificates better than any test of ours.
enum OpenSSL {
    private static let path = [
        "/usr/bin/openssl", "/opt/homebrew/bin/openssl", "/usr/local/bin/openssl",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isThere: Bool { path != nil }

    /// What `openssl s_client` prints of a handshake after which it sends nothing.
    static func client(_ arguments: [String]) async throws -> String {
        let program = try #require(path.map { URL(filePath: $0) })
        return try await ProgramRun(program, ["s_client"] + arguments).printed
    }
}
