import Foundation
import Testing

/// This test bundle, run again in a process of its own.
enum TestProcess {
    /// Whether a sanitizer watches: it holds back signals until the code calls the C library.
    static let isSanitized =
        dlsym(nil, "__tsan_init") != nil || dlsym(nil, "__asan_init") != nil

    /// Runs one test there and waits for it to pass.
    static func run(test name: String, environment: [String: String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = ["--testing-library", "swift-testing", "--filter", name]
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { _, added in added }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
