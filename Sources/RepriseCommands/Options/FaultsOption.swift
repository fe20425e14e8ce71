import ArgumentParser
import Foundation
import SessionRecording
import SlackTransport

/// What is to go wrong, as the command line names it: a file with a plan, or a seed to draw one from.
struct FaultsOption: Sendable, Hashable, ExpressibleByArgument {
    /// As it was written.
    let text: String

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        text = argument
    }

    /// Reads the plan.
    ///
    /// - Throws: ``CommandFailure`` when the file cannot be read or is no plan.
    func source() throws -> FaultSource {
        if text.hasPrefix("seed:") {
            guard let seed = UInt64(text.dropFirst("seed:".count)) else {
                throw CommandFailure("\(text): behind seed: stands a whole number, as in seed:7")
            }
            return .seed(seed)
        }
        guard let bytes = FileManager.default.contents(atPath: text) else {
            throw CommandFailure("\(text): the plan cannot be read; check the path")
        }
        do {
            return .plan(try FaultPlan(parsing: String(decoding: bytes, as: UTF8.self)), text)
        } catch {
            throw CommandFailure("\(text): \(error)")
        }
    }
}

/// Where the faults for a session come from.
enum FaultSource: Sendable, Hashable {
    /// A plan, and the name of its file.
    case plan(FaultPlan, String)
    /// A seed.
    case seed(UInt64)

    /// The faults for a session.
    ///
    /// - Throws: ``CommandFailure`` when the plan names an entry that does not fit.
    func plan(for session: Session) throws -> FaultPlan {
        switch self {
        case .seed(let seed): return FaultPlan(seeded: seed, for: session)
        case .plan(let plan, let name):
            do {
                return try plan.resolved(against: session)
            } catch {
                throw CommandFailure("\(name): \(error)")
            }
        }
    }
}
