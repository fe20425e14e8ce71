import Foundation
import RepriseTestSupport

/// `RecorderUnderLoad` as a process of its own.
///
/// It blocks: use it within ``offPool(_:)``.
final class KillableRecorder {
    /// What the recorder said it has done.
    struct Claims: Sendable {
        /// The round it was in, and how many entries of that round were flushed.
        var round = 0
        var flushed = 0
        /// The last round that was finished.
        var finished = 0
        /// What it said besides.
        var words: [String] = []
    }

    private let process: ChildProgram
    private var unread: [UInt8] = []
    private(set) var claims = Claims()

    init(_ path: String, interval: Int, durability: String, limit: Int? = nil) throws {
        process = try ChildProgram(
            Self.folder.appendingPathComponent("RecorderUnderLoad").path,
            [path, String(interval), durability] + (limit.map { [String($0)] } ?? [])
        )
    }

    /// Waits until the recorder has said so many lines; false if it ended before.
    func waitForLines(_ count: Int) -> Bool {
        for _ in 0..<count {
            guard readLine() else { return false }
        }
        return true
    }

    /// Kills the recorder, takes in everything it had said, and waits for its end.
    func killAndCollect() {
        process.send(SIGKILL)
        collect()
    }

    /// Takes in everything that the recorder says up to its end; returns its exit status.
    @discardableResult
    func collect() -> Int32 {
        while readLine() {}
        guard case .exited(let code) = process.waitForEnd() else { return -1 }
        return code
    }

    private func readLine() -> Bool {
        while true {
            if let end = unread.firstIndex(of: 0x0a) {
                take(String(decoding: unread[..<end], as: UTF8.self))
                unread.removeFirst(end + 1)
                return true
            }
            let more = process.read()
            if more.isEmpty { return false }
            unread += more
        }
    }

    private func take(_ line: String) {
        let parts = line.split(separator: " ")
        switch parts.first {
        case "flushed" where parts.count == 3:
            claims.round = Int(parts[1]) ?? 0
            claims.flushed = Int(parts[2]) ?? 0
        case "finished" where parts.count == 3:
            claims.finished = Int(parts[1]) ?? 0
        default: claims.words.append(line)
        }
    }

    /// The folder of the build's products, in which the test bundle lies, too.
    private static var folder: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        return bundle?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL
    }
}
