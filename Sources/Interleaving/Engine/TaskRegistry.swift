/// The tasks of one simulation, from their birth until they are known to have finished.
///
/// Nothing is read of a task's memory unless something keeps it there: a reference that is counted, or the
/// scope of `async let` that the task lives in. A task that has finished is forgotten.
struct TaskRegistry {
    /// What keeps a task's memory where it is.
    enum Hold {
        /// Nothing that is known; only its number is.
        case nothing
        /// A reference.
        case reference(TaskHandle)
        /// A scope of its parent that has not ended.
        case scope(TaskView)
        /// A scope that ends as soon as the task has finished: its parent, with this number, waits for that.
        case endingScope(TaskView, parent: UInt64)
    }

    /// Where a task is, as far as the simulation has seen.
    enum Whereabouts {
        /// Among the ready slices.
        case ready
        /// In a slice of its own.
        case running
        /// Suspended, until it is made ready.
        case waiting
        /// On an actor, whose errand runs it without a word, or on an executor that is none of the simulation's.
        case elsewhere
    }

    struct Member {
        let identifier: UInt64
        /// Its place in spawn order.
        let index: Int
        var hold: Hold
        var whereabouts = Whereabouts.elsewhere
        /// Whether it is in the list of those elsewhere; it is taken out only when that is looked through.
        var isListed = false
        /// Whether it handed work to another thread in its latest slice.
        var hasHandedOver = false
        /// When it last ran.
        var lastSlice: (step: Int, time: Duration)?
    }

    /// Whether unfinished tasks can be told from finished ones.
    private let inspects: Bool
    var members: [Member] = []
    var positions = TaskIndexTable()
    /// Tasks met so far.
    private var count = 0
    /// Children whose scope is about to end, by the parent that waits for it.
    private var endingScopes: [UInt64: UInt64] = [:]
    /// Tasks that may finish without a slice of their own.
    private var elsewhere: [UInt64] = []
    /// Whether there were children of `async let`, which are in no such list.
    private var hasScopes = false
    /// Whether an actor has handed work to another thread, whichever task it ran.
    var hasActorHandedOver = false
    /// The one of them that is looked at next.
    private var nextElsewhere = 0
    /// References to tasks that have finished, to be given back.
    private var released: [TaskHandle] = []

    /// How many tasks elsewhere are looked at after a slice.
    private static let mostLooks = 64

    init(inspects: Bool) {
        self.inspects = inspects
    }

    /// Tasks that are remembered.
    var size: Int { members.count }

    /// Whether the task is one of them.
    func knows(_ identifier: UInt64) -> Bool { positions.index(of: identifier) != nil }

    /// The place in spawn order of a task that is remembered.
    func index(of identifier: UInt64) -> Int? {
        positions.index(of: identifier).map { members[$0].index }
    }
}

// MARK: - What happens to tasks

extension TaskRegistry {
    /// The place of the task of `job`, which is alive, in spawn order; a task not seen before gets the next one.
    mutating func meet(_ job: UnownedJob, _ identifier: UInt64) -> Int {
        if let position = positions.index(of: identifier) { return members[position].index }
        var hold = Hold.nothing
        if inspects {
            let view = TaskView(job)
            if view.isCounted { hold = .reference(TaskHandle(keeping: view)) }
        }
        let member = Member(identifier: identifier, index: count, hold: hold)
        positions.insert(identifier, members.count)
        members.append(member)
        count += 1
        list(members.count - 1)
        return member.index
    }

    /// A task that was met is among the ready slices now: whatever it waited for is over.
    mutating func noteReady(_ identifier: UInt64) {
        endScope(waitedForBy: identifier)
        if let position = positions.index(of: identifier) {
            members[position].whereabouts = .ready
            members[position].hasHandedOver = false
        }
    }

    /// A scope of the running task has begun with this child in it.
    mutating func enterScope(_ child: UnownedJob, _ identifier: UInt64) {
        _ = meet(child, identifier)
        if inspects, let position = positions.index(of: identifier) {
            members[position].hold = .scope(TaskView(child))
            hasScopes = true
        }
    }

    /// The running task, `parent`, is about to end the scope of a child: it goes on when the child has finished.
    mutating func leaveScope(of identifier: UInt64, in parent: UInt64) {
        endScope(waitedForBy: parent)
        guard let position = positions.index(of: identifier),
            case .scope(let child) = members[position].hold
        else { return }
        if child.isComplete {
            forget(identifier)
        } else {
            members[position].hold = .endingScope(child, parent: parent)
            endingScopes[parent] = identifier
        }
    }

    /// A slice of a task begins.
    mutating func noteStart(of identifier: UInt64) {
        if let position = positions.index(of: identifier) {
            members[position].whereabouts = .running
        }
    }

    /// A slice is over; one of the task's own, or one on its behalf.
    mutating func noteSlice(of identifier: UInt64, step: Int, time: Duration) {
        if let position = positions.index(of: identifier) {
            members[position].lastSlice = (step, time)
            if case .running = members[position].whereabouts { noteEndOfSlice(position) }
        }
        if !elsewhere.isEmpty { lookElsewhere() }
    }

    private mutating func noteEndOfSlice(_ position: Int) {
        guard case .reference(let handle) = members[position].hold else { return }
        if handle.view.isComplete {
            forget(members[position].identifier)
        } else if handle.view.isSuspended {
            members[position].whereabouts = .waiting
        } else {
            members[position].whereabouts = .elsewhere
            list(position)
        }
    }

    private mutating func list(_ position: Int) {
        guard !members[position].isListed, case .reference = members[position].hold else { return }
        members[position].isListed = true
        elsewhere.append(members[position].identifier)
    }

    /// Forgets tasks that have finished within an actor's errand, in the slice of the task that created them, or on
    /// another thread.
    private mutating func lookElsewhere() {
        for _ in 0..<min(elsewhere.count, TaskRegistry.mostLooks) {
            if nextElsewhere >= elsewhere.count { nextElsewhere = 0 }
            let identifier = elsewhere[nextElsewhere]
            if isStillElsewhere(identifier) {
                nextElsewhere += 1
            } else {
                elsewhere.swapAt(nextElsewhere, elsewhere.count - 1)
                elsewhere.removeLast()
            }
        }
    }

    private mutating func isStillElsewhere(_ identifier: UInt64) -> Bool {
        guard let position = positions.index(of: identifier),
            case .reference(let handle) = members[position].hold
        else { return false }
        if handle.view.isComplete {
            forget(identifier)
            return false
        }
        if case .elsewhere = members[position].whereabouts { return true }
        members[position].isListed = false
        return false
    }

    /// The task waits no more for the child whose scope it ended.
    private mutating func endScope(waitedForBy identifier: UInt64) {
        if !endingScopes.isEmpty, let child = endingScopes.removeValue(forKey: identifier) {
            forget(child)
        }
    }

    /// A reference to a task that has finished, to be given back outside of any lock.
    mutating func nextReleased() -> TaskHandle? {
        released.isEmpty ? nil : released.removeFirst()
    }

    private mutating func forget(_ identifier: UInt64) {
        endScope(waitedForBy: identifier)
        guard let position = positions.index(of: identifier) else { return }
        positions.remove(identifier)
        let member = members[position]
        let last = members.removeLast()
        if position < members.count {
            members[position] = last
            positions.move(last.identifier, to: position)
        }
        if case .reference(let handle) = member.hold { released.append(handle) }
    }
}

// MARK: - What is left

extension TaskRegistry {
    /// The tasks that have not finished, as far as that can be known.
    ///
    /// - Parameter atRest: whether no other thread can be running one of them, so that what they wait
    ///   for can be read.
    func pending(atRest: Bool) -> PendingTasks {
        guard inspects else {
            let body = members.first { $0.index == 0 }
            let task = describe(0, body?.lastSlice, nil)
            return PendingTasks(tasks: [task], isComplete: false)
        }
        let tasks = members.compactMap { member -> PendingTask? in
            guard isUnfinished(member, atRest: atRest), isVisible(member) else { return nil }
            return describe(member.index, member.lastSlice, atRest ? view(of: member) : nil)
        }
        return PendingTasks(
            tasks: tasks.sorted { $0.index < $1.index },
            isComplete: members.allSatisfy(isVisible)
        )
    }

    /// Whether there is reason to ask whether somebody else runs a task.
    var mayAnyoneBeInOtherHands: Bool { hasScopes || !elsewhere.isEmpty }

    /// Whether a task is run, or about to be, by somebody else: to be asked while this simulation runs nothing.
    var isAnyoneInOtherHands: Bool {
        members.contains { member in
            switch member.hold {
            case .nothing, .endingScope: false
            case .reference(let handle): handle.view.isInHand
            case .scope(let view): view.isInHand
            }
        }
    }

    /// Whether a task has finished that ran elsewhere and has not been forgotten yet, or is a child whose parent waits for it
    /// to finish, which it may be doing elsewhere.
    var isAnyoneUnsettled: Bool {
        members.contains { member in
            switch member.hold {
            case .nothing, .scope: false
            case .reference(let handle): handle.view.isComplete
            case .endingScope: view(of: member) != nil
            }
        }
    }

    /// The memory of a task with this number, which is not running, as far as something keeps it.
    func view(of identifier: UInt64) -> TaskView? {
        positions.index(of: identifier).flatMap { view(of: members[$0]) }
    }

    /// Whether it can be told if the task has finished.
    private func isVisible(_ member: Member) -> Bool {
        if case .nothing = member.hold { false } else { true }
    }

    private func isUnfinished(_ member: Member, atRest: Bool) -> Bool {
        switch member.hold {
        case .nothing: true
        case .reference(let handle): !handle.view.isComplete
        case .scope(let view): !view.isComplete
        case .endingScope: !atRest || view(of: member) != nil
        }
    }

    /// The task's memory, as far as something keeps it; to be asked at rest.
    func view(of member: Member) -> TaskView? {
        switch member.hold {
        case .nothing:
            return nil
        case .reference(let handle):
            return handle.view
        case .scope(let view):
            return view
        case .endingScope(let view, let parent):
            guard let parent = positions.index(of: parent).map({ members[$0] }),
                let waiting = self.view(of: parent), waiting.waits(for: view)
            else { return nil }
            return view
        }
    }

    private func describe(
        _ index: Int,
        _ last: (step: Int, time: Duration)?,
        _ view: TaskView?
    ) -> PendingTask {
        PendingTask(
            index: index,
            lastStep: last?.step,
            lastRan: last?.time,
            wait: view?.wait { self.index(of: $0) } ?? .unknown,
            place: view?.place ?? CodePlace(kind: .suspended, addresses: [])
        )
    }

    /// Forgets all tasks, and says which of them have not finished and which references are to be given back.
    mutating func end(atRest: Bool) -> (unfinished: [UInt64], released: [TaskHandle]) {
        let unfinished = members.filter { isUnfinished($0, atRest: atRest) }.map(\.identifier)
        for member in members {
            if case .reference(let handle) = member.hold { released.append(handle) }
        }
        defer { self = TaskRegistry(inspects: inspects) }
        return (inspects ? unfinished : [], released)
    }
}
