import SlackWire

extension BotScript.Act {
    /// Both acts with one value of the one in the place of that of the other, for each value that they have both.
    func swapped(with other: BotScript.Act) -> [(name: String, BotScript.Act, BotScript.Act)] {
        switch (self, other) {
        case (.call(let left), .call(let right)) where left.methodName == right.methodName:
            var found = members.compactMap { own in swap(own, other) }
            if left.target != right.target {
                var (first, second) = (left, right)
                (first.target, second.target) = (right.target, left.target)
                found.append(("the URL", .call(first), .call(second)))
            }
            if case .bytes = left.body, case .bytes = right.body, left.body != right.body {
                var (first, second) = (left, right)
                (first.body, second.body) = (right.body, left.body)
                found.append(("the content", .call(first), .call(second)))
            }
            return found
        case (.send, .send):
            return members.compactMap { own in own.name == "id" ? nil : swap(own, other) }
        default: return []
        }
    }

    /// The act, however it was spelled.
    var canonical: BotScript.Act {
        let members = JSONValue.object(members).canonical.members ?? []
        return members.isEmpty ? self : with(members)
    }

    private func swap(
        _ own: JSONMember,
        _ other: BotScript.Act
    ) -> (name: String, BotScript.Act, BotScript.Act)? {
        guard let theirs = other.members.first(where: { $0.name == own.name }),
            theirs.value != own.value
        else { return nil }
        return (own.name, setting(theirs), other.setting(own))
    }

    /// The act with an argument more, with each argument left out, and with each value in it changed.
    var argumentChanges: [(what: String, act: BotScript.Act)] {
        var found: [(String, BotScript.Act)] = []
        let members = members
        // That an envelope's acknowledgement names the envelope is what it is; the others are dropped elsewhere.
        for member in members where member.name != "envelope_id" && member.name != "id" {
            let others = members.filter { $0.name != member.name }
            found.append(("lacks \(member.name)", with(others)))
            for (path, value) in member.value.changes {
                let changed = JSONMember(member.name, value)
                found.append(("has another \(member.name)\(path)", setting(changed)))
            }
        }
        let isWhole = members.contains { $0.name == "payload" }
        if !members.isEmpty, !isWhole {
            found.append(("has an argument more", with(members + [JSONMember("payload", "more")])))
        }
        return found
    }

    private var members: [JSONMember] {
        switch self {
        case .call(let call):
            switch call.body {
            case .json(let text): (try? text.value())?.members ?? []
            case .form(let fields):
                fields.map { field in
                    let parsed = field.value.first.flatMap { first in
                        "{[".contains(first) ? try? JSONValue(parsing: field.value) : nil
                    }
                    return JSONMember(field.name, parsed ?? .string(field.value))
                }
            case .none, .multipart, .bytes, .flowing, .file: []
            }
        case .send(let message): (try? JSONValue(parsing: message.bytes))?.members ?? []
        case .open: []
        }
    }

    private func setting(_ member: JSONMember) -> BotScript.Act {
        with(members.map { $0.name == member.name ? member : $0 })
    }

    private func with(_ members: [JSONMember]) -> BotScript.Act {
        switch self {
        case .call(var call):
            if case .form = call.body {
                call.body = .form(
                    members.map { FormField($0.name, $0.value.string ?? $0.value.compactText) }
                )
            } else {
                call.body = .json(JSONText(.object(members)))
            }
            return .call(call)
        case .send: return .send(SocketMessage(json: .object(members)))
        case .open: return self
        }
    }
}

extension JSONValue {
    /// The value with each text, number and flag in it changed, by its path.
    fileprivate var changes: [(path: String, JSONValue)] {
        switch self {
        case .null: []
        case .bool(let flag): [("", .bool(!flag))]
        case .number(let text): [("", .number(text + "1"))]
        case .string(let text): [("", .string(Self.changed(text)))]
        case .array(let elements):
            elements.indices.flatMap { index in
                elements[index].changes.map { path, value in
                    var changed = elements
                    changed[index] = value
                    return (".\(index)\(path)", .array(changed))
                }
            }
        case .object(let members):
            members.indices.flatMap { index in
                members[index].value.changes.map { path, value in
                    var changed = members
                    changed[index] = JSONMember(members[index].name, value)
                    return (".\(members[index].name)\(path)", .object(changed))
                }
            }
        }
    }

    /// Another last letter or digit, so that what looks like an id still does.
    private static func changed(_ text: String) -> String {
        guard let last = text.lastIndex(where: { $0.isLetter || $0.isNumber }) else {
            return text + "!"
        }
        var changed = text
        let other: Character = text[last].isNumber ? (text[last] == "1" ? "2" : "1") : "x"
        changed.replaceSubrange(last...last, with: [text[last] == other ? "y" : other])
        return changed
    }
}
