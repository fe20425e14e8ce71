import SlackWire

extension World {
    /// What `rtm.start` answered besides the URL before September 2022; slackclient 1.3.2 needs it.
    func fullStart(for user: String) -> [JSONMember] { [] }
}
