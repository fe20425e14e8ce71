import RepriseFloor

extension RecordedTimeline {
    /// Where and when the so-manieth answer came, from 0; one that flowed, where it began.
    func answer(atPlace place: Int) -> (entry: Int, at: Int64) {
        let call = Int(answeredCalls[place])
        if let outcome = calls[call].outcome { return (outcome.entry, outcome.at) }
        // It never ended.
        return flows[call].map { ($0.entry, $0.at) } ?? (.max, .max)
    }

    /// How many answers came before an entry.
    ///
    /// - Complexity: O(log *n*) in their number.
    func answerCount(before entry: Int) -> Int {
        answeredCalls.indices.leadingCount { answer(atPlace: $0).entry < entry }
    }

    /// When the latest thing was recorded that Slack did before an entry, signs of life apart, in microseconds; `nil` if
    /// there is none.
    ///
    /// - Complexity: O(log *n*) for each socket, and as many steps as there were signs of life in a row.
    func latestGiven(before entry: Int) -> Int64? {
        let answers = answerCount(before: entry)
        let answer = answers > 0 ? answer(atPlace: answers - 1).at : nil
        let frames = sockets.lazy.map { socket -> Int64? in
            let count = socket.frames.indices.leadingCount { socket.frames[$0].entry < entry }
            let latest = (0..<count).last { !socket.frames[$0].isSignOfLife }
            return latest.map { socket.frames[$0].at }
        }
        return (frames + [answer]).compactMap(\.self).max()
    }
}

extension RecordedTimeline {
    /// The entry of the bot's first step after a frame, acknowledgements apart: what Slack answered before that it had when it went
    /// about what the frame says, though the answer may stand behind the frame; the frame's own if there is no such step.
    ///
    /// - Complexity: O(1): after many acknowledgements in a row the first one counts.
    func nextStep(after frame: RecordedFrame) -> Int {
        let rest = frame.actionsBefore..<min(actions.count, frame.actionsBefore + 32)
        let step = rest.first { index in
            guard case .send(let send) = actions[index].content else { return true }
            return sends[send].kind != .acknowledgement
        }
        return (step ?? rest.first).map { actions[$0].entry } ?? frame.entry
    }

    /// How long ago an event may have come that a bot is still at work on, in microseconds.
    var longestReaction: Int64 { max(reactionTime, RecordedStop.longestReaction) }

    /// How many events that are no consequence of what the bot did came after a time, in microseconds, and no later than another.
    ///
    /// - Complexity: O(*n*) in the number of frames.
    func countOfNews(after start: Int64, until end: Int64) -> Int {
        sockets.reduce(0) { count, socket in
            count + socket.frames.count { $0.isNews && start < $0.at && $0.at <= end }
        }
    }

    /// When an event came last, up to a time, that found the bot at rest: no call was under way, and nothing had been given to it for
    /// far longer than it ever took to go on, so that it was done with all before.
    ///
    /// - Complexity: O(*n*) in the number of frames and calls, for each event of the longest reaction before.
    func endOfRest(before time: Int64) -> Int64? {
        // Twice: what is given to one handler hides for how long another has been thinking.
        let rest = thinkingTime * 2 + Self.shortestRest
        var events: [(at: Int64, entry: Int)] = []
        for socket in sockets {
            for frame in socket.frames
            where frame.isNews && frame.at <= time && frame.at >= time - longestReaction {
                events.append((frame.at, frame.entry))
            }
        }
        return events.sorted { $0.entry > $1.entry }.first { event in
            guard let given = latestGiven(before: event.entry), event.at - given > rest else {
                return false
            }
            return !calls.indices.contains { call in
                calls[call].at <= event.at && end(ofCall: call) > event.at
            }
        }?.at
    }

    /// A bot that has done nothing for less than that, in microseconds, may just be slow.
    private static let shortestRest: Int64 = 50_000

    /// How many such events had come by a time, or came until another, on which a bot may have been at work at the first.
    func countOfNews(thatMayBeAtWorkAt start: Int64, until end: Int64) -> Int {
        countOfNews(after: start - longestReaction - 1, until: end)
    }
}

extension Range<Int> {
    /// How many numbers at its beginning meet a condition that those behind them do not.
    ///
    /// - Complexity: O(log *n*).
    func leadingCount(where isMet: (Int) -> Bool) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if isMet(middle) { low = middle + 1 } else { high = middle }
        }
        return low - lowerBound
    }
}
