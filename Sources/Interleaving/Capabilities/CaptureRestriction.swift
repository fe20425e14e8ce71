/// Why a process is limited to ``SimulationTier/publicAPI``.
public enum CaptureRestriction: Hashable, Sendable {
    /// The package trait `WholeProgram` is switched off.
    case leftOut

    /// What stands in for the C library and Swift's runtime is not linked into this program.
    case notLinked

    /// Nobody has tried it on this platform.
    case untriedPlatform(String)

    /// Nobody has tried it with the toolchain that compiled this program.
    case untriedToolchain(String)

    /// The runtime of this process says that its tasks are laid out in another way than the one that was tried.
    case untriedRuntime

    /// This is no test process, and nobody asked for it; or somebody asked that it be left alone.
    case notAskedFor

    /// It was tried in this process, and this went wrong.
    case failed(String)
}

extension CaptureRestriction: CustomStringConvertible {
    /// One clause for people, with what can be done about it.
    public var description: String {
        switch self {
        case .leftOut:
            "the package trait WholeProgram is switched off"
        case .notLinked:
            "what stands in for the C library is not part of this program; it comes with the product RepriseTesting, or "
                + "Interleaving"
        case .untriedPlatform(let name):
            "\(name) is not a platform that was tried; 64-bit Linux with glibc is"
        case .untriedToolchain(let name):
            "this toolchain, \(name), is not one that was tried; Swift 6.3 is"
        case .untriedRuntime:
            "the Swift runtime of this process is not one that was tried; that of Swift 6.3 is"
        case .notAskedFor:
            "this is no test process, or INTERLEAVING=off is in its environment; "
                + "INTERLEAVING=on there asks for it"
        case .failed(let what):
            what
        }
    }
}
