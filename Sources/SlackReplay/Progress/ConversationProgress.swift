/// How much of what the recorded bot did in each conversation has happened.
struct ConversationProgress: Sendable {
    /// For each conversation, how many of its leading actions nobody waits for any more.
    private var heard: [Int]

    init(_ order: ConversationOrder?) {
        heard = [Int](repeating: 0, count: order?.actions.count ?? 0)
    }

    /// The action that an event is still to come after; `nil` if there is none.
    func missing(before waits: [ConversationOrder.Wait], _ order: ConversationOrder) -> Int? {
        for wait in waits where heard[wait.conversation] < wait.count {
            return order.actions[wait.conversation][heard[wait.conversation]]
        }
        return nil
    }

    /// An action has happened: so have those before it that `isOver` says so of.
    mutating func advance(
        by action: Int,
        _ order: ConversationOrder,
        where isOver: (Int) -> Bool
    ) {
        for conversation in order.conversations[action] ?? [] {
            advance(conversation, order, where: isOver)
        }
    }

    /// The bot left out what an event comes after, which does not wait for it any more.
    mutating func giveUp(
        _ waits: [ConversationOrder.Wait],
        _ order: ConversationOrder,
        where isOver: (Int) -> Bool
    ) {
        for wait in waits {
            heard[wait.conversation] = max(heard[wait.conversation], wait.count)
            advance(wait.conversation, order, where: isOver)
        }
    }

    private mutating func advance(
        _ conversation: Int,
        _ order: ConversationOrder,
        where isOver: (Int) -> Bool
    ) {
        let actions = order.actions[conversation]
        while heard[conversation] < actions.count, isOver(actions[heard[conversation]]) {
            heard[conversation] += 1
        }
    }
}
