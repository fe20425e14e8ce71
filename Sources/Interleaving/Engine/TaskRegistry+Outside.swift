// Tasks that wait for work outside of the simulation, as far as that can be told.
extension TaskRegistry {
    /// A task has handed work to another thread in the slice that has just ended; one that an actor ran, if `nil`.
    mutating func noteHandOver(by identifier: UInt64?) {
        guard let identifier else { return hasActorHandedOver = true }
        if let position = positions.index(of: identifier) { members[position].hasHandedOver = true }
    }

    /// Where those tasks go on that handed work to another thread and then suspended.
    ///
    /// In all likelihood who has that work resumes them. To be asked while nothing runs.
    var placesThatWaitForOutside: [UInt32] {
        members.compactMap { member in
            guard member.hasHandedOver || hasActorHandedOver && isOnActor(member),
                let view = view(of: member), view.isSuspended,
                view.wait(index: { _ in nil }) == .continuation
            else { return nil }
            return view.placeNumber
        }
    }

    /// What was handed over so far is not waited for any more.
    mutating func giveUpOnOutside() {
        hasActorHandedOver = false
        for position in members.indices { members[position].hasHandedOver = false }
    }

    private func isOnActor(_ member: Member) -> Bool {
        if case .elsewhere = member.whereabouts { true } else { false }
    }
}
