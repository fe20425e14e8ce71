import RepriseHarness
import SlackReplay
import SlackWire

extension ReplayResult {
    /// The result as one JSON object; several of them, a line each, are a report, and so are several reports
    /// one after the other.
    var json: JSONValue {
        var members = [
            JSONMember("fixture", .string(task.name)), JSONMember("outcome", .string(word)),
            JSONMember("seconds", .number(elapsed.plainSeconds)),
        ]
        if let seed = task.seed { members.append(JSONMember("seed", .number(String(seed)))) }
        switch verdict {
        case .asRecorded: members.append(JSONMember("rests_on", .string(evidence)))
        case .differs(let findings):
            members.append(JSONMember("findings", .array(findings.map(\.json))))
        case .failed(let words): members.append(JSONMember("error", .string(words)))
        }
        if !faults.isEmpty {
            members.append(JSONMember("faults", .array(faults.map { .string($0) })))
        }
        if !notes.isEmpty {
            members.append(JSONMember("notes", .array(notes.map { .string($0) })))
        }
        if let again { members.append(JSONMember("again", .string(again))) }
        return .object(members)
    }
}

extension Finding {
    /// The finding as an object; what it does not have is left out.
    fileprivate var json: JSONValue {
        var members = [JSONMember("sentence", .string(sentence))]
        if let place { members.append(JSONMember("place", .string(place))) }
        if let entry { members.append(JSONMember("entry", .number(String(entry)))) }
        if !expected.isEmpty {
            members.append(JSONMember("expected", .array(expected.map { .string($0) })))
        }
        if !actual.isEmpty {
            members.append(JSONMember("actual", .array(actual.map { .string($0) })))
        }
        if !slice.isEmpty {
            members.append(JSONMember("led_there", .array(slice.map { .string($0) })))
        }
        if let next { members.append(JSONMember("next", .string(next))) }
        return .object(members)
    }
}
