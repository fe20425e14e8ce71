import NIOCore

/// A deadline that is moved far more often than it comes.
///
/// Taking a task off an event loop's queue looks at the whole queue, so a later deadline leaves the task where
/// it is, and the task looks at the deadline when its time comes. Everything runs on one event loop.
final class LazyTimer {
    private var deadline: NIODeadline?
    private var action: ((ChannelHandlerContext) -> Void)?
    private var task: (due: NIODeadline, scheduled: Scheduled<Void>)?

    /// Replaces the deadline and what happens then.
    func set(
        _ timeout: Duration,
        _ context: ChannelHandlerContext,
        _ action: @escaping (ChannelHandlerContext) -> Void
    ) {
        let due = NIODeadline.now() + TimeAmount(timeout)
        deadline = due
        self.action = action
        if let task, task.due <= due { return }
        task?.scheduled.cancel()
        schedule(due, context)
    }

    /// Takes the deadline back.
    func clear() {
        deadline = nil
        action = nil
    }

    /// Takes the deadline back for good.
    func cancel() {
        clear()
        task?.scheduled.cancel()
        task = nil
    }

    private func schedule(_ due: NIODeadline, _ context: ChannelHandlerContext) {
        let bound = context.loopBound
        let scheduled = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { [self] in
            fire(bound.value)
        }
        task = (due, scheduled)
    }

    private func fire(_ context: ChannelHandlerContext) {
        task = nil
        guard let deadline, let action else { return }
        guard deadline <= .now() else {
            schedule(deadline, context)
            return
        }
        clear()
        action(context)
    }
}
