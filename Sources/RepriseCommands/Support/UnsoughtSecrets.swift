/// What is said of a session with more secrets than can be looked for.
enum UnsoughtSecrets {
    static func notice(_ count: Int) -> String {
        let secrets = count == 1 ? "1 secret was" : "\(count) secrets were"
        return
            "there are more secrets than are kept in memory: \(secrets) replaced wherever a name or a shape gives "
            + "them away, but not looked for where nothing does, as in what the bot said of one; record shorter "
            + "sessions, each to a fixture of its own"
    }
}
