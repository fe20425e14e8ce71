import SlackWire

extension World {
    /// Gives out the right to open a view.
    mutating func mintTrigger(for user: String) -> String {
        let numbers = (
            identifiers.nextBits() % 9_000_000_000, identifiers.nextBits() % 9_000_000_000
        )
        let id = "\(numbers.0).\(numbers.1).\(identifiers.hexadecimal(width: 32))"
        triggers[id] = Trigger(user: user, expiry: now + Trigger.lifetime)
        return id
    }

    /// Uses a trigger up and says whose it was.
    mutating func redeemTrigger(_ id: String?) throws(MethodError) -> String {
        guard let id else { throw .missing("trigger_id") }
        guard let trigger = triggers[id] else { throw MethodError("invalid_trigger_id") }
        if trigger.isUsed { throw MethodError("exchanged_trigger_id") }
        if now > trigger.expiry { throw MethodError("expired_trigger_id") }
        triggers[id]?.isUsed = true
        return trigger.user
    }

    /// Shows a new view and returns its object.
    mutating func show(_ definition: JSONValue, to user: String, over top: View?) -> JSONValue {
        let id = identifiers.next("V")
        let places = [
            JSONMember("previous_view_id", .optional(top?.id)),
            JSONMember("root_view_id", top?.object["root_view_id"] ?? .string(id)),
        ]
        let view = View(user: user, object: viewObject(definition, id: id, places))
        views[id] = view
        return .object(view.object)
    }

    /// Shows something else in the place of a view and returns the new object.
    mutating func replace(_ view: View, with definition: JSONValue) -> JSONValue {
        let places = ["previous_view_id", "root_view_id"].map { name in
            JSONMember(name, view.object[name] ?? .null)
        }
        let object = viewObject(definition, id: view.id, places)
        _ = views.update(view.id) { $0.object = object }
        return .object(object)
    }

    private mutating func viewObject(
        _ definition: JSONValue,
        id: String,
        _ places: [JSONMember]
    ) -> [JSONMember] {
        let bot = configuration.bot
        let hash = "\(wallSeconds).\(identifiers.alphanumeric(width: 8))"
        return [
            JSONMember("id", .string(id)), JSONMember("team_id", .string(team.id)),
            JSONMember("type", definition["type"] ?? "modal"),
            JSONMember("blocks", numbered(definition["blocks"]?.array ?? [])),
            JSONMember("private_metadata", definition["private_metadata"] ?? ""),
            JSONMember("callback_id", definition["callback_id"] ?? ""),
            JSONMember("state", ["values": .object([])]), JSONMember("hash", .string(hash)),
            JSONMember("title", definition["title"] ?? .null),
            JSONMember("clear_on_close", definition["clear_on_close"] ?? false),
            JSONMember("notify_on_close", definition["notify_on_close"] ?? false),
            JSONMember("close", definition["close"] ?? .null),
            JSONMember("submit", definition["submit"] ?? .null),
        ] + places + [
            JSONMember("app_id", .string(bot.appID)),
            JSONMember("external_id", definition["external_id"] ?? ""),
            JSONMember("app_installed_team_id", .string(team.id)),
            JSONMember("bot_id", .string(bot.botID)),
        ]
    }
}
