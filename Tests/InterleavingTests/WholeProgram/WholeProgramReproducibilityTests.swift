import Foundation
import Interleaving
import RepriseTestSupport
import Testing

/// One seed, one trace, in every run and every process.
///
/// With `INTERLEAVING_LONG_TESTS` in the environment: 1,000 runs in each of 20 processes, while four
/// others keep the processors busy.
@Suite(.wholeProgram, .endsInTime) struct WholeProgramReproducibilityTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isLong = environment["INTERLEAVING_LONG_TESTS"] != nil
    private static let runs = isLong ? 1_000 : 100
    private static let processes = isLong ? 20 : 3

    private static func fingerprint() throws -> UInt64 {
        var hash = StableHash()
        for run in 0..<runs {
            let outcome = try WholeProgramWorkload.run(seed: UInt64(run % 10))
            #expect(outcome.isReproducible)
            hash.combine(outcome.trace)
            hash.combine(outcome.result)
        }
        return hash.value
    }

    @Test func `A thousand runs of one seed are one run`() throws {
        let first = try WholeProgramWorkload.run(seed: 5)
        for _ in 1..<1_000 {
            let again = try WholeProgramWorkload.run(seed: 5)
            #expect(again == first)
        }
    }

    @Test func `Other processes do the same`() async throws {
        let hogs = try Self.isLong ? (0..<4).map { _ in try Self.startHog() } : []
        defer { for hog in hogs { hog.send(SIGTERM) } }
        let fingerprint = try Self.fingerprint()
        for _ in 0..<Self.processes {
            await #expect(processExitsWith: .success) { [fingerprint = fingerprint as UInt64] in
                #expect(Capabilities.current.tier == .wholeProgram)
                let again = try Self.fingerprint()
                #expect(again == fingerprint)
            }
        }
    }

    private static func startHog() throws -> ChildProgram {
        // It ends with this process, however that ends.
        try ChildProgram("/bin/sh", ["-c", "while kill -0 $PPID 2>/dev/null; do :; done"])
    }
}
