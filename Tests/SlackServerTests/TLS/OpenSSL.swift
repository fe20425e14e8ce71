import Foundation
import RepriseFloor

@testable import SlackServer

/// OpenSSL's command, which knows the protocol and certificates better than any test of ours.
enum OpenSSL {
    private static let path = [
        "/usr/bin/openssl", "/opt/homebrew/bin/openssl", "/usr/local/bin/openssl",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isThere: Bool { path != nil }

    /// What `openssl s_client` prints of a handshake after which it sends nothing.
    static func client(_ arguments: [String]) async throws -> String {
        let process = Process()
        process.executableURL = path.map { URL(filePath: $0) }
        process.arguments = ["s_client"] + arguments
        process.standardInput = FileHandle.nullDevice
        let log = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data().write(to: log)
        defer { try? FileManager.default.removeItem(at: log) }
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        let ended = OneShot<Void>()
        process.terminationHandler = { _ in ended.wake() }
        try process.run()
        try await ended.waitOrThrow()
        return try String(contentsOf: log, encoding: .utf8)
    }
}
