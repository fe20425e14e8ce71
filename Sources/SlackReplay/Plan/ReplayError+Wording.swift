import RepriseFloor

extension ReplayError: CustomStringConvertible {
    /// One sentence that names the entry, or the folder, and says what to do.
    public var description: String {
        if case .scratchUnreadable(let folder, let code) = self {
            return "the replay was not judged: \(ScratchFailure(folder: folder, code: code))"
        }
        let place = entry.map { "entry \($0)" } ?? "the recording"
        return
            "\(place) cannot be replayed: \(reason); the recording is damaged or was edited by hand"
    }

    /// The entry at fault, if the recording is at fault.
    public var entry: Int? {
        switch self {
        case .outcomeWithoutCall(let entry, _), .secondOutcome(let entry, _),
            .repeatedCall(let entry, _), .frameWithoutSocket(let entry, _),
            .repeatedSocket(let entry, _), .openWithoutCall(let entry, _),
            .frameAfterEnd(let entry, _), .timeRunsBackwards(let entry, _, _):
            entry
        case .scratchUnreadable: nil
        }
    }

    private var reason: String {
        switch self {
        case .outcomeWithoutCall(_, let call): "it answers call \(call), which was not made before"
        case .secondOutcome(_, let call): "it answers call \(call) a second time"
        case .repeatedCall(_, let call): "call \(call) was made before"
        case .frameWithoutSocket(_, let socket): "socket \(socket) was not opened before"
        case .repeatedSocket(_, let socket): "socket \(socket) was opened before"
        case .openWithoutCall(_, let call):
            "the socket's URL is said to come from call \(call), which was not made before"
        case .frameAfterEnd(_, let socket): "Slack had already ended socket \(socket)"
        case .timeRunsBackwards(_, let at, let after):
            "its time (\(at) µs) lies before the time of the entry before it (\(after) µs)"
        case .scratchUnreadable(let folder, let code):
            ScratchFailure(folder: folder, code: code).sentence
        }
    }
}
