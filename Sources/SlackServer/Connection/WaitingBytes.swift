import RepriseFloor

/// How many bytes of large bodies wait for their answers, over all connections of a server, and who waits for room.
///
/// They wait for their turn in the order in which they came, before they are read: so those who wait cost nothing, and
/// whoever is read can finish. Small ones are not counted: each connection has few of them at a time.
final class WaitingBytes: Sendable {
    /// What is smaller waits for nobody.
    static let small = 64 * 1024

    private struct State {
        var used = 0
        var waiting: [(id: Int, count: Int, grant: @Sendable () -> Void)] = []
        var lastID = 0
    }

    private let limit: Int
    private let state = Locked(State())

    /// - Parameter limit: How many bytes may wait; what is larger than that alone waits until it is alone.
    init(limit: Int) {
        self.limit = limit
    }

    /// How many bytes wait.
    var used: Int { state.withLock { $0.used } }

    /// Takes room for a large body.
    ///
    /// - Parameters:
    ///   - count: How many bytes.
    ///   - grant: Called when there is room, on whichever thread made it.
    /// - Returns: `nil` if there is room now; else a number for ``cancel(_:)``.
    func reserve(_ count: Int, grant: @escaping @Sendable () -> Void) -> Int? {
        state.withLock { state in
            if state.waiting.isEmpty, fits(count, state) {
                state.used += count
                return nil
            }
            state.lastID += 1
            state.waiting.append((state.lastID, count, grant))
            return state.lastID
        }
    }

    /// Gives room back.
    func release(_ count: Int) {
        guard count > 0 else { return }
        admit { $0.used -= count }
    }

    /// Takes a place in the queue back; false if room was given meanwhile.
    func cancel(_ id: Int) -> Bool {
        var isCancelled = false
        admit { state in
            guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return }
            state.waiting.remove(at: index)
            isCancelled = true
        }
        return isCancelled
    }

    /// Makes a change, and gives room to those whom it lets in.
    private func admit(_ change: (inout State) -> Void) {
        let grants = state.withLock { state in
            change(&state)
            var grants: [@Sendable () -> Void] = []
            while let first = state.waiting.first, fits(first.count, state) {
                state.used += first.count
                grants.append(first.grant)
                state.waiting.removeFirst()
            }
            return grants
        }
        for grant in grants { grant() }
    }

    private func fits(_ count: Int, _ state: State) -> Bool {
        state.used == 0 || state.used + count <= limit
    }
}
