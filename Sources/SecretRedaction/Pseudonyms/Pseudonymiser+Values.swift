import RepriseFloor
import SlackWire

extension Pseudonymiser {
    /// How deep strings may hold JSON whose strings hold JSON.
    private static let nestingLimit = 4

    /// What stands for the bytes of a payload; JSON keeps every byte that is not personal.
    mutating func replaced(_ payload: [UInt8], nesting: Int = 0) -> [UInt8] {
        guard nesting < Self.nestingLimit, payload.looksLikeJSON,
            let value = try? JSONValue(parsing: payload),
            let strings = try? JSONText(uncheckedBytes: payload).strings()
        else {
            guard payload.span.bytes.isUTF8 else { return payload }
            return text(payload, isSaid: false)
        }
        let places = PersonalField.places(in: value)
        guard places.count == strings.count else { return payload }
        // First who they are: an address is in the profile that stands behind the name.
        for (place, string) in zip(places, strings) { learn(place, string.text) }
        let replacements = zip(places, strings).compactMap { place, string in
            let text = self.value(string.text, place, nesting: nesting)
            return text == string.text ? nil : (place: string, text: text)
        }
        guard !replacements.isEmpty else { return payload }
        return JSONText(uncheckedBytes: payload).replacing(replacements).bytes
    }

    /// What stands for a field of a form or a query.
    mutating func replaced(_ field: FormField) -> FormField {
        let place = PersonalField.Place(field: .field(named: field.name, field.value))
        learn(place, field.value)
        return FormField(field.name, value(field.value, place, nesting: 0))
    }

    /// Takes in what a string says of a person.
    private mutating func learn(_ place: PersonalField.Place, _ text: String) {
        guard !text.isEmpty else { return }
        guard !Self.isPseudonym(text) else { return notice(text) }
        switch place.field {
        case .fullName, .userName, .authorName, .givenName, .familyName:
            guard !Self.isTag(text) else { return }
            let identities = [place.person, text].compactMap(\.self)
            // Before the whole, so that what is both is used as a part.
            if case .fullName = place.field, !place.isOfBot {
                for part in NameParts(of: text) {
                    learn(name: part.text, part.form, of: identities)
                }
            }
            learn(name: text, place.field.nameForm, of: identities)
        case .groupName:
            for name in Self.members(ofGroup: text) where !Self.isPseudonym(name) {
                learn(name: name, .user, of: [name])
            }
        case .email:
            guard !text.hasSuffix("\(Self.emailSuffix)") else { return }
            _ = person([place.person, text].compactMap(\.self))
        case .teamName: _ = team(text)
        default: break
        }
    }

    /// What no real address ends in (RFC 2606).
    static let emailSuffix: StaticString = "@example.invalid"

    /// What stands for an address.
    mutating func email(_ address: String) -> String {
        guard !address.hasSuffix("\(Self.emailSuffix)") else { return address }
        return "person-\(person([address]))\(Self.emailSuffix)"
    }

    private mutating func value(
        _ text: String,
        _ place: PersonalField.Place,
        nesting: Int
    ) -> String {
        guard !text.isEmpty, !Self.isPseudonym(text) else { return text }
        switch place.field {
        case .fullName, .userName, .authorName, .givenName:
            return pseudonym(for: text, place.field.nameForm, tag: tag(place, text))
        case .familyName where Self.isTag(text): return text
        case .familyName: return pseudonym(for: text, .family, tag: tag(place, text))
        case .groupName: return group(text)
        case .email: return email(text)
        case .phone: return Self.phone
        case .words: return Self.noWords
        case .avatar where text.contains("://"):
            return "\(Self.avatars)person-\(tag(place, "")).png"
        case .avatar: return "person-\(tag(place, ""))"
        case .teamName: return team(text)
        case .text, .other:
            let bytes = Array(text.utf8)
            if bytes.looksLikeJSON, bytes.span.isJSON {
                return String(decoding: replaced(bytes, nesting: nesting + 1), as: UTF8.self)
            }
            var isSaid = false
            if case .text = place.field { isSaid = true }
            return String(decoding: self.text(bytes, isSaid: isSaid), as: UTF8.self)
        }
    }

    /// The user names in the name of a direct message of several people, `mpdm-ann--bob-1`.
    private static func members(ofGroup name: String) -> [String] {
        name.dropFirst(PersonalField.groupPrefix.count).split(
            separator: "-",
            omittingEmptySubsequences: false
        )
        .dropLast().joined(separator: "-").components(of: "--")
    }

    /// What stands for such a name.
    private mutating func group(_ name: String) -> String {
        let names = Self.members(ofGroup: name).map { member in
            Self.isPseudonym(member)
                ? member : pseudonym(for: member, .user, tag: person([member]))
        }
        let number = name.split(separator: "-", omittingEmptySubsequences: false).last ?? ""
        return PersonalField.groupPrefix + names.joined(separator: "--") + "-" + number
    }

    private static let phone = "+10000000000"
    private static let noWords = "Person"

    private mutating func tag(_ place: PersonalField.Place, _ text: String) -> String {
        let identities = [place.person, text].compactMap(\.self).filter { !$0.isEmpty }
        return identities.isEmpty ? "0" : person(identities)
    }
}

extension PersonalField {
    /// How the name is used that stands there.
    fileprivate var nameForm: NameForm {
        switch self {
        case .fullName: .full
        case .givenName: .given
        case .familyName: .family
        default: .user
        }
    }
}

extension String {
    /// The parts between separators of more than one character.
    fileprivate func components(of separator: String) -> [String] {
        var parts: [String] = []
        var start = startIndex
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(separator) {
                parts.append(String(self[start..<index]))
                index = self.index(index, offsetBy: separator.count)
                start = index
            } else {
                index = self.index(after: index)
            }
        }
        return parts + [String(self[start...])]
    }
}
