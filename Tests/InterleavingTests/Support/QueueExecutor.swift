import Dispatch

/// An executor of somebody else's, outside every simulation, with a thread of its own.
final class QueueExecutor: SerialExecutor, TaskExecutor {
    static let shared = QueueExecutor()

    private let queue = DispatchQueue(label: "queue executor")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(),
                taskExecutor: self.asUnownedTaskExecutor()
            )
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}
