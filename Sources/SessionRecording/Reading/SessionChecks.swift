/// Whether lines fit those above them: time, ids and the counts of the end mark.
///
/// It remembers only calls and sockets that are open, so its memory does not grow with the session.
struct SessionChecks {
    private let openLimit: Int
    /// The time of the entry above.
    private(set) var time: Int64 = 0
    private(set) var lastCall = 0
    private var lastSocket = 0
    /// Calls without an outcome so far.
    private(set) var openCalls: Set<Int> = []
    /// Sockets without an end so far.
    private(set) var openSockets: Set<Int> = []
    private(set) var counts = EndCounts()
    private(set) var hasEnded = false

    init(openLimit: Int) {
        self.openLimit = openLimit
    }

    /// Takes a line that holds content.
    mutating func content() throws(LineFault) {
        if hasEnded { throw LineFault(.entryAfterEnd) }
        counts.files += 1
    }

    /// Takes an entry by its front.
    mutating func entry(_ record: EntryRecord) throws(LineFault) {
        if hasEnded { throw LineFault(.entryAfterEnd) }
        guard record.at >= time else {
            throw LineFault(.timeRunsBackwards(from: time, to: record.at))
        }
        try follow(record)
        time = record.at
        counts.entries += 1
        guard openCalls.count + openSockets.count <= openLimit else {
            throw LineFault(.overLimit(.openIDs, limit: openLimit))
        }
    }

    /// Takes the end mark.
    mutating func end(_ stated: EndCounts) throws(LineFault) {
        if hasEnded { throw LineFault(.entryAfterEnd) }
        hasEnded = true
        let pairs = [
            ("entries", stated.entries, counts.entries), ("calls", stated.calls, counts.calls),
            ("sockets", stated.sockets, counts.sockets), ("files", stated.files, counts.files),
        ]
        for (name, stated, found) in pairs where stated != found {
            throw LineFault(.countMismatch(name: name, stated: stated, found: found))
        }
    }

    private mutating func follow(_ record: EntryRecord) throws(LineFault) {
        let id = record.id
        switch record.kind {
        case .call:
            guard id > lastCall else { throw LineFault(.repeatedID(.call, id: id)) }
            lastCall = id
            openCalls.insert(id)
            counts.calls += 1
        case .answer, .failure:
            guard openCalls.remove(id) != nil else { throw LineFault(.unknownID(.call, id: id)) }
        case .head, .chunk, .part:
            guard openCalls.contains(id) else { throw LineFault(.unknownID(.call, id: id)) }
        case .open:
            guard id > lastSocket else { throw LineFault(.repeatedID(.socket, id: id)) }
            if let call = record.openingCall,
                !(1...max(lastCall, 1)).contains(call) || lastCall == 0
            {
                throw LineFault(.unknownID(.call, id: call))
            }
            lastSocket = id
            openSockets.insert(id)
            counts.sockets += 1
        case .refused, .close:
            guard openSockets.remove(id) != nil else {
                throw LineFault(.unknownID(.socket, id: id))
            }
        case .receive, .send, .ping, .pong:
            // A bot may try to send on a closed socket, and frames may cross a close on their way.
            guard (1...max(lastSocket, 1)).contains(id), lastSocket > 0 else {
                throw LineFault(.unknownID(.socket, id: id))
            }
        case .environment, .process, .note, .unknown: break
        }
    }
}
