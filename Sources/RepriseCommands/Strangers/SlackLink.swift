import SlackWire

/// What links of Slack's look like that are no calls of methods.
enum SlackLink {
    /// What the path begins with that the server takes for a link without being told its host, and that scanners
    /// of ports try as well.
    private static let guessed: Set<Substring> = [
        "services", "commands", "actions", "workflows", "triggers", "app", "upload", "files-pri",
        "files-tmb",
    ]

    /// Whether somebody who sends a request there knows a link of Slack's: behind the first word of its path stands the
    /// id of a team or an enterprise, or a version.
    static func hasShape(_ url: String) -> Bool {
        guard let address = WebAddress(url) else { return false }
        let path = address.target.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
        guard let first = path.first else { return false }
        guard guessed.contains(first) else { return true }
        guard path.count > 1 else { return false }
        if path[1] == "v1" { return path.count > 2 }
        let id = path[1].prefix { $0 != "-" }
        return id.count > 1 && (id.first == "T" || id.first == "E")
            && id.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
    }
}
