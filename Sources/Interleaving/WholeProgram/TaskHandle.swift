#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
import CInterleaving

/// What can be read of a task, for as long as something keeps it alive.
struct TaskView: Sendable {
    // Reading is all that is done, and only of what does not change while it is read.
    nonisolated(unsafe) fileprivate let task: UnsafeRawPointer

    /// The task of a job.
    init(_ job: UnownedJob) {
        task = unsafeBitCast(job, to: UnsafeRawPointer.self)
    }

    /// Whether references to the task are counted, so that a reference keeps it alive.
    ///
    /// A child of `async let` is alive until its scope ends, whoever refers to it.
    var isCounted: Bool { interleaving_is_counted(task) }

    /// Whether the task has finished.
    var isComplete: Bool { interleaving_is_complete(task) }

    /// Whether the task waits for something, and not for an executor.
    var isSuspended: Bool { interleaving_is_suspended(task) }

    /// Whether a thread runs the task, or an executor is about to.
    var isInHand: Bool { interleaving_is_in_hand(task) }

    /// Whether a suspended task looks as Swift 6.3 lays it out.
    var hasKnownLayout: Bool { interleaving_layout_is_known(task) }

    /// Whether the suspended task waits for `other`, of which nothing is read.
    func waits(for other: TaskView) -> Bool {
        var target: UnsafeRawPointer?
        return interleaving_wait_of(task, &target) == 1 && target == other.task
    }

    /// What the suspended task waits for.
    ///
    /// - Parameter index: the place in spawn order of the task with a number.
    func wait(index: (UInt64) -> Int?) -> PendingTask.Wait {
        var target: UnsafeRawPointer?
        return switch interleaving_wait_of(task, &target) {
        case 1: .task(index(interleaving_number_of(target)))
        case 2: .continuation
        case 3: .group
        case 4: .executor
        default: .unknown
        }
    }

    /// Where the task, which is ready, goes on, as a number other than 0 that is the same in every process of one build.
    var placeNumber: UInt32 { interleaving_place_of(task) }

    /// Where the task, which does not run, goes on.
    var continuation: CodePlace {
        place(atMost: 12) { interleaving_continuations_of(task, $0, $1) }
    }

    /// Whether the job, which is of no task, only makes a task ready again.
    static func isResumption(_ job: UnownedJob) -> Bool {
        interleaving_is_resumption(unsafeBitCast(job, to: UnsafeRawPointer.self))
    }

    /// Where the suspended task waits.
    var place: CodePlace {
        place(atMost: 32) { interleaving_frames_of(task, $0, $1) }
    }

    private func place(
        atMost room: Int,
        _ find: (UnsafeMutablePointer<UnsafeRawPointer?>, Int) -> Int
    ) -> CodePlace {
        var frames = [UnsafeRawPointer?](repeating: nil, count: room)
        let count = find(&frames, room)
        return CodePlace(
            kind: .suspended,
            addresses: frames.prefix(count).map { UInt(bitPattern: $0) }
        )
    }
}

/// A task that is kept alive, so that it can be asked whether it has finished.
struct TaskHandle: Sendable {
    let view: TaskView

    /// Counts a reference to a task that is alive.
    ///
    /// - Precondition: references to it are counted.
    init(keeping view: TaskView) {
        self.view = view
        interleaving_retain(view.task)
    }

    /// Takes the reference back, which may run code of whatever the task holds.
    func release() { interleaving_release(view.task) }
}

/// A task was created on a simulated thread; called by the C half.
@_cdecl("interleaving_register_task")
func registerTask(_ task: UnsafeRawPointer) {
    SimulationDirectory.current?.register(unsafeBitCast(task, to: UnownedJob.self))
}

/// Which world a running task sees; called by the C half.
@_cdecl("interleaving_world_of_task")
func worldOfTask(_ task: UInt64) -> UnsafeMutablePointer<interleaving_world>? {
    SimulationDirectory.shared.world(of: task)
}

/// `async let` began a child on a simulated thread; called by the C half.
@_cdecl("interleaving_register_child")
func registerChild(_ task: UnsafeRawPointer) {
    SimulationDirectory.current?.registerChild(unsafeBitCast(task, to: UnownedJob.self))
}

/// The scope of a child of `async let` is about to end, on any thread; called by the C half.
@_cdecl("interleaving_leave_child")
func leaveChild(_ task: UnsafeRawPointer) {
    SimulationDirectory.shared.leave(unsafeBitCast(task, to: UnownedJob.self))
}
#else
/// What can be read of a task: nothing on this platform.
struct TaskView: Sendable {
    init(_ job: UnownedJob) {}
    var isCounted: Bool { false }
    var isComplete: Bool { false }
    var isSuspended: Bool { false }
    var isInHand: Bool { false }
    func waits(for other: TaskView) -> Bool { false }
    var placeNumber: UInt32 { 0 }
    var continuation: CodePlace { CodePlace(kind: .suspended, addresses: []) }
    static func isResumption(_ job: UnownedJob) -> Bool { false }
    func wait(index: (UInt64) -> Int?) -> PendingTask.Wait { .unknown }
    var place: CodePlace { CodePlace(kind: .suspended, addresses: []) }
}

/// A task that is kept alive; none is on this platform.
struct TaskHandle: Sendable {
    let view: TaskView
    init(keeping view: TaskView) { self.view = view }
    func release() {}
}
#endif
