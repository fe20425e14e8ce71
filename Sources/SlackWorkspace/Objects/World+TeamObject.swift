import SlackWire

extension World {
    /// The workspace as `team.info` shows it.
    var teamObject: JSONValue {
        var icon = [JSONMember("image_default", true)]
        for size in [34, 44, 68, 88, 102, 132, 230] {
            let url = "https://a.slack-edge.com/80588/img/avatars-teams/ava_0001-\(size).png"
            icon.append(JSONMember("image_\(size)", .string(url)))
        }
        return [
            "id": .string(team.id), "name": .string(team.name),
            "url": .string("https://\(team.domain).slack.com/"), "domain": .string(team.domain),
            "email_domain": "", "icon": .object(icon),
            "avatar_base_url": "https://ca.slack-edge.com/", "is_verified": false,
        ]
    }
}
