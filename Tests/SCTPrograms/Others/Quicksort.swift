extension Program {
    /// Spinellis's quicksort over a pool of threads: one that is idle is told to work before its lock is taken, so it may begin before it knows
    /// on what.
    ///
    /// Parts of the array belong to one thread at a time; taking one apart is one step.
    static let quicksort = Program("qsort_mt", .others, .any) { version, promise in
        let count = 32
        let numbers = (0..<count).map { ($0 * 13 + 5) % count }
        let sorter = PoolSort(numbers, workers: 3, fork: 4, mended: version == .corrected)
        await sorter.run()
        let sorted = sorter.numbers.final
        promise.check(zip(sorted, sorted.dropFirst()).allSatisfy(<=), "the numbers are not sorted")
    }

    private enum Order {
        case idle, work, end
    }

    private final class Worker: Sendable {
        let order = Shared(Order.idle)
        let range = Shared(0..<0)
        let mutex = Lock()
        let condition: Condition

        init() {
            condition = Condition(mutex)
        }

        func tell(_ new: Order) async {
            await mutex.lock()
            await order.write(new)
            await condition.signal()
            await mutex.unlock()
        }
    }

    private final class PoolSort: Sendable {
        let numbers: Shared<[Int]>
        private let workers: [Worker]
        private let idle: Shared<Int>
        private let allocation = Lock()
        private let fork: Int
        private let mended: Bool

        init(_ numbers: [Int], workers: Int, fork: Int, mended: Bool) {
            self.numbers = Shared(numbers)
            self.workers = (0..<workers).map { _ in Worker() }
            idle = Shared(workers)
            self.fork = fork
            self.mended = mended
        }

        func run() async {
            let first = workers[0]
            let whole = 0..<numbers.final.count
            let start: @Sendable () async -> Void = { [idle] in
                await first.mutex.lock()
                await first.range.write(whole)
                await first.order.write(.work)
                await idle.add(-1)
                await first.condition.signal()
                await first.mutex.unlock()
            }
            let serve = workers.map { worker in { @Sendable in await self.serve(worker) } }
            await threads(serve + [start])
        }

        private func serve(_ worker: Worker) async {
            while true {
                await worker.mutex.lock()
                while await worker.order.read() == .idle { await worker.condition.wait() }
                await worker.mutex.unlock()
                if await worker.order.read() == .end { return }
                await sort(await worker.range.read())
                if await finish(worker) { return }
            }
        }

        /// Whether that was the last of the work.
        private func finish(_ worker: Worker) async -> Bool {
            await allocation.lock()
            await worker.order.write(.idle)
            await idle.add(1)
            let isLast = await idle.read() == workers.count
            if isLast {
                for other in workers where other !== worker { await other.tell(.end) }
            }
            await allocation.unlock()
            return isLast
        }

        /// A worker that was idle, its lock held.
        private func allocate() async -> Worker? {
            await allocation.lock()
            for worker in workers {
                if mended { await worker.mutex.lock() }
                guard await worker.order.read() == .idle else {
                    if mended { await worker.mutex.unlock() }
                    continue
                }
                await idle.add(-1)
                await worker.order.write(.work)
                if !mended { await worker.mutex.lock() }
                await allocation.unlock()
                return worker
            }
            await allocation.unlock()
            return nil
        }

        private func sort(_ range: Range<Int>) async {
            var range = range
            while range.count > 1 {
                if range.count < 7 {
                    let part = range
                    await numbers.update { $0[part].sort() }
                    return
                }
                let (left, right) = await partition(range)
                if left.count > fork, right.count > fork, let helper = await allocate() {
                    await helper.range.write(left)
                    await helper.condition.signal()
                    await helper.mutex.unlock()
                } else {
                    await sort(left)
                }
                range = right
            }
        }

        private func partition(_ range: Range<Int>) async -> (left: Range<Int>, right: Range<Int>) {
            await numbers.update { numbers in
                let part = Array(numbers[range])
                let pivot = part[part.count / 2]
                let (less, greater) = (part.filter { $0 < pivot }, part.filter { $0 > pivot })
                let equal = part.count - less.count - greater.count
                numbers.replaceSubrange(
                    range,
                    with: less + Array(repeating: pivot, count: equal) + greater
                )
                let middle = range.lowerBound + less.count
                return (range.lowerBound..<middle, middle + equal..<range.upperBound)
            }
        }
    }
}
