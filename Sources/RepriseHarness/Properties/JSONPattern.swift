import SlackWire

/// Something that JSON has to hold: what is named has to be there, what is not named may be anything.
///
/// Objects match when each named member does, arrays element by element. Scalars match by what they say, as the
/// arguments of a call do: `1`, `"1"` and, under a name that is a truth value, `true` are one.
struct JSONPattern: Sendable {
    private let members: [JSONMember]

    /// Names arguments of a call, or members of a payload.
    init(_ members: [String: JSONValue]) {
        let named = members.sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value) }
        self.members = WebAPICall(method: "", arguments: named).arguments.members
    }

    /// A payload: any object, in full where it is no object.
    init(payload: JSONValue) {
        members = [JSONMember(Self.payloadName, payload.canonical)]
    }

    private static let payloadName = "payload"

    /// How the arguments of a call differ from what they have to hold, the leaves that differ.
    func differences(from arguments: WebAPIArguments) -> [PatternDifference] {
        differences { arguments[$0] }
    }

    /// How a payload differs; `nil` is none.
    func differences(fromPayload payload: JSONValue?) -> [PatternDifference] {
        differences { $0 == Self.payloadName ? payload?.canonical : nil }
    }

    private func differences(_ value: (String) -> JSONValue?) -> [PatternDifference] {
        var walk = PatternWalk()
        for member in members {
            walk.path.enter(.member(member.name))
            walk.compare(member.value, value(member.name))
            walk.path.leave()
        }
        return walk.found
    }
}

/// Goes through a pattern and what should match it.
private struct PatternWalk {
    var found: [PatternDifference] = []
    var path = JSONPath()

    mutating func compare(_ expected: JSONValue, _ actual: JSONValue?) {
        switch (expected, actual) {
        case (.object(let members), .object):
            for member in members {
                path.enter(.member(member.name))
                compare(member.value, actual?[member.name])
                path.leave()
            }
        case (.array(let elements), .array(let others)) where elements.count == others.count:
            for (index, element) in elements.enumerated() {
                path.enter(.element(index))
                compare(element, others[index])
                path.leave()
            }
        default:
            guard expected != actual else { return }
            found.append(PatternDifference(path: path.text, expected: expected, actual: actual))
        }
    }
}

/// A leaf at which something is not what a pattern asks for.
struct PatternDifference: Sendable {
    /// The way to it: `view.title.text`.
    let path: String
    /// What is asked for there.
    let expected: JSONValue
    /// What is there; `nil` if nothing.
    let actual: JSONValue?

    /// `view.title.text: "Ticket"`, or that there is nothing.
    func line(_ value: JSONValue?) -> String {
        "\(path): \(value?.compactText ?? "nothing")"
    }
}
