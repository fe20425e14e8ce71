package import RepriseFloor
package import SessionRecording
import SlackWire

/// Takes a session in, entry by entry, to make a ``ReplayPlan`` of it, for who reads it only once.
package struct ReplayPlanner: Sendable {
    private var builder: PlanBuilder
    private var hosts = RecordedHosts()
    /// What contradicted an earlier entry; what comes behind it is not looked at.
    private var failure: ReplayError?
    /// When nothing was put into files for scratch yet.
    let mark = ScratchFailures.mark

    /// - Parameter text: The session's text, if messages are to be read again from there, and not kept.
    package init(text: ScratchBytes?) {
        builder = PlanBuilder(text: text)
    }

    /// Takes in the next entry; whether it contradicts an earlier one says the plan.
    ///
    /// - Parameter place: Where in the text its message stands.
    package mutating func take(_ entry: SessionEntry, at place: ScratchBytes.Place?) {
        guard failure == nil else { return }
        do throws(ReplayError) {
            try builder.take(entry, at: place)
            hosts.take(entry.kind)
        } catch {
            failure = error
        }
    }

    /// Everything was taken in.
    consuming func finish(
        isComplete: Bool
    ) throws(ReplayError) -> (RecordedTimeline, RecordedArguments, SlackHosts) {
        if let failure { throw failure }
        builder.finish(isComplete: isComplete)
        let arguments = RecordedArguments(builder.timeline, kept: builder.arguments)
        return (builder.timeline, arguments, hosts.hosts)
    }
}
