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
}
