import Foundation
import Testing

@testable import Interleaving

/// What is promised where it is promised: were it missing, the tests that need it would only be skipped.
@Suite(.endsInTime) struct CapabilityTests {
    /// Whether this build is one for which the whole-program tier is promised, as far as this file can tell by itself.
    private static let isPromised: Bool = {
        #if os(Linux) && canImport(Glibc) && arch(x86_64) && compiler(>=6.3) && compiler(<6.4)
        // Only this can be asked for: somebody switched the trait off.
        Toolchain.current.hasCHalf
        #else
        false
        #endif
    }()

    @Test(
        .enabled(if: isPromised, "needs: x86-64 Linux, Swift 6.3, and the trait WholeProgram"),
        arguments: Capabilities.Feature.allCases
    )
    func `The whole-program tier captures everything`(feature: Capabilities.Feature) {
        #expect(Capabilities.current.restriction == nil)
        #expect(Capabilities.current.tier == .wholeProgram)
        #expect(Capabilities.current[feature] == .captured)
    }

    @Test func `Where it cannot be had, a run that asks for it says why`() throws {
        guard let restriction = Capabilities.current.restriction else {
            return try TestProcess.run(
                test: "Where it cannot be had",
                environment: ["INTERLEAVING": "off"]
            )
        }
        let run = Simulation(tier: .wholeProgram).run { 1 }
        #expect(throws: SimulationFailure.unsupported(restriction)) { try run.result }
        let automatic = Simulation(tier: .automatic).run { 1 }
        #expect(try automatic.result == 1)
        #expect(automatic.capabilities.summary.contains(restriction.description))
    }

    @Test(.wholeProgram)
    func `What the environment leaves out is left alone, and the rest is captured`() throws {
        let variable = "INTERLEAVING_WITHOUT"
        guard ProcessInfo.processInfo.environment[variable] != nil else {
            return try TestProcess.run(
                test: "What the environment leaves out",
                environment: [variable: "hashing,clock,random"]
            )
        }
        let all = Capabilities.current
        let left: Set<Capabilities.Feature> = [.hashing, .clock, .random]
        for feature in Capabilities.Feature.allCases {
            let expected: Capabilities.Status =
                left.contains(feature) ? .notCaptured("left out by \(variable)") : .captured
            #expect(all[feature] == expected, "\(feature)")
        }
        #expect(all.summary.contains("but for clock, random, hashing"))
        let year = 31_557_600.0
        let run = Simulation(tier: .wholeProgram, epoch: .zero).run { Date().timeIntervalSince1970 }
        #expect(try run.result > 50 * year, "the clock is the machine's")
        let draws = try (0..<2).map { _ in
            try Simulation(tier: .wholeProgram).run { UInt64.random(in: 0 ... .max) }.result
        }
        #expect(draws[0] != draws[1], "random numbers are the system's")
    }
}
