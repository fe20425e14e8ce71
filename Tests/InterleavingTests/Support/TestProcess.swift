import Foundation
import RepriseTestSupport
import Testing

/// This test bundle, run again in a process of its own.
enum TestProcess {
    /// Whether a sanitizer watches: it holds back signals until the code calls the C library.
    static let isSanitized =
        dlsym(nil, "__tsan_init") != nil || dlsym(nil, "__asan_init") != nil

    /// As many times as much memory as otherwise, a sanitizer may take.
    static let memoryFactor = isSanitized ? 8 : 1

    /// The memory that this process has, in whole pages; 0 where that is not told.
    static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * 4_096
    }

    /// Runs the tests whose name matches there, at least one, and waits for them to pass.
    static func run(test name: String, environment: [String: String]) throws {
        let (end, text) = try ChildProgram.run(
            CommandLine.arguments[0],
            ["--testing-library", "swift-testing", "--filter", name],
            environment: ProcessInfo.processInfo.environment
                .merging(environment) { _, added in added }
        )
        // The last of it says what went wrong.
        #expect(
            end == .exited(0),
            "the process that ran \(name) said at last:\n\(text.suffix(4_000))"
        )
    }
}
