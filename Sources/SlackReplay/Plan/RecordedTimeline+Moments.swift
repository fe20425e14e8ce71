import RepriseFloor

extension RecordedTimeline {
    /// How the call ended that was the so-manieth to end, from 0.
    func ending(ofPlace place: Int) -> (entry: Int, at: Int64) {
        let outcome = calls[Int(endedCalls[place])].outcome
        return (outcome?.entry ?? .max, outcome?.at ?? .max)
    }

    /// How many calls ended before an entry.
    ///
    /// - Complexity: O(log *n*) in their number.
    func endingCount(before entry: Int) -> Int {
        endedCalls.indices.leadingCount { ending(ofPlace: $0).entry < entry }
    }

    /// When the latest thing was recorded that Slack did before an entry, in microseconds; `nil` if there is none.
    ///
    /// - Complexity: O(log *n*) for each socket.
    func latestGiven(before entry: Int) -> Int64? {
        let endings = endingCount(before: entry)
        let ending = endings > 0 ? ending(ofPlace: endings - 1).at : nil
        let frames = sockets.lazy.map { socket -> Int64? in
            let count = socket.frames.indices.leadingCount { socket.frames[$0].entry < entry }
            return count > 0 ? socket.frames[count - 1].at : nil
        }
        return (frames + [ending]).compactMap(\.self).max()
    }
}

extension Range<Int> {
    /// How many numbers at its beginning meet a condition that those behind them do not.
    ///
    /// - Complexity: O(log *n*).
    fileprivate func leadingCount(where isMet: (Int) -> Bool) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if isMet(middle) { low = middle + 1 } else { high = middle }
        }
        return low - lowerBound
    }
}
