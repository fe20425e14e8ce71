/// Every method that the workspace has.
enum MethodRegistry {
    private static let all: [Method] = [
        ConnectionMethods.all, ChatMethods.all, ScheduleMethods.all, ReactionMethods.all,
        PinMethods.all, ConversationMethods.all, MembershipMethods.all, ChannelMethods.all,
        UserMethods.all, FileMethods.all, ViewMethods.all, StreamMethods.all,
    ].flatMap(\.self)

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// The method of that name.
    static func method(_ name: String) -> Method? { byName[name] }
}
