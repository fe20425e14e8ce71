import SlackTransport

/// Why a replay need not go on.
public enum ReplayEnding: Sendable, Hashable {
    /// Everything recorded has happened.
    case complete
    /// It is the bot's turn, and it has done nothing recorded for too long.
    case stalled
    /// Something that the replay rests on cannot be read any more; ``ReplayReport/loss`` says what.
    case lost
}

extension ReplayTransport {
    /// Returns when the replay to a bot that nobody can look into need not go on.
    ///
    /// That is when everything recorded has happened and it has been quiet for `settling`, in which a bot
    /// that does more than it should shows itself; or when the bot owes something and has done nothing
    /// recorded for `patience`. Frames that wait for what the bot left out are let go of first, see
    /// ``withholdBlockedFrames()``. Time in which Slack itself is silent, at the recorded pace, does not
    /// count, and neither do pings.
    ///
    /// Behind a server, a recorded time-out is silence, which ends by the client's own. Until then nothing is over, and the
    /// bot owes nothing, for as long as the recorded bot waited and `patience` more.
    ///
    /// - Parameters:
    ///   - settling: How long it must be quiet; also how often it looks.
    ///   - patience: How much longer the bot may do nothing than the recorded one before what is awaited; no more than a tenth of
    ///     it once the bot did something that was not recorded, or something that an event comes after was waited for in
    ///     vain, since it has failed, and is only to show what else is amiss.
    ///   - start: How long it may take until the bot first does something.
    /// - Throws: `CancellationError` when the task is cancelled.
    public func waitUntilOver(
        settling: Duration,
        patience: Duration,
        start: Duration
    ) async throws -> ReplayEnding {
        var slackWasSilentUntil = Duration.zero
        while true {
            var quiet = try await replay.waitForQuiet(settling, patience: patience)
            if replay.isLost { return .lost }
            quiet.since = max(quiet.since, slackWasSilentUntil)
            switch quiet.standing {
            case .complete: return .complete
            case .underWay(let due):
                slackWasSilentUntil = try await replay.sleep(until: due, orFor: settling)
            case .waitingForBot(let thinking):
                let usual = quiet.hasBegun ? patience : max(patience, start)
                let patience = quiet.hasDiverged ? usual / 10 : usual + thinking
                guard try await replay.staysQuiet(since: quiet, for: patience, looking: settling)
                else { continue }
                if !withholdBlockedFrames() { return .stalled }
            }
        }
    }
}

extension ReplayState {
    /// A moment at which nothing had happened for a while.
    struct Quiet: Sendable {
        /// When something happened last, or Slack's silence ended; zero if nothing ever did.
        var since: Duration
        /// How much had happened by then.
        var count: Int
        /// Whether anything ever did.
        var hasBegun: Bool { count > 0 }
        /// Whether the bot did something that was not recorded, or left out what an event was waiting for.
        var hasDiverged: Bool
        var standing: ReplayCursor.Standing
    }

    /// Returns when nothing has happened for `interval` but reads that repeat others.
    ///
    /// - Parameter patience: How much longer than the recorded bot this one may wait for what never comes.
    func waitForQuiet(_ interval: Duration, patience: Duration) async throws -> Quiet {
        while true {
            let (latest, now) = (activity, clock.now)
            if now >= latest.stepAt + interval {
                let (standing, hasDiverged) = read { cursor in
                    let hasFailed = !cursor.divergences.isEmpty || cursor.progress.hasGivenUp
                    return (cursor.standing(at: now, patience: patience), hasFailed)
                }
                // Something may have happened meanwhile.
                if activity.steps == latest.steps {
                    return Quiet(
                        since: latest.at,
                        count: latest.count,
                        hasDiverged: hasDiverged,
                        standing: standing
                    )
                }
            } else {
                try await clock.sleep(until: latest.stepAt + interval)
            }
        }
    }

    /// Returns true when nothing has happened for `patience`, and false as soon as something did.
    func staysQuiet(
        since quiet: Quiet,
        for patience: Duration,
        looking interval: Duration
    ) async throws -> Bool {
        while activity.count == quiet.count {
            let now = clock.now
            if now >= quiet.since + patience { return true }
            try await clock.sleep(until: min(now + interval, quiet.since + patience))
        }
        return false
    }

    /// Returns when `due` has come, or after `interval` if nobody knows when, with the time it is then.
    func sleep(until due: Duration?, orFor interval: Duration) async throws -> Duration {
        try await clock.sleep(until: due ?? clock.now + interval)
        return clock.now
    }
}
