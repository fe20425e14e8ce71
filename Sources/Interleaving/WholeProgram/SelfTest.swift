#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
import CInterleaving

/// Finds out, once in a process, what can be captured in it: each feature is tried, not assumed.
enum SelfTest {
    /// What was found.
    static let capabilities = probe()

    private typealias Feature = Capabilities.Feature

    private static func probe() -> Capabilities {
        if let restriction = Toolchain.current.restriction { return .restricted(by: restriction) }
        guard interleaving_is_linked() else { return .restricted(by: .notLinked) }
        guard interleaving_is_wanted() else { return .restricted(by: .notAskedFor) }
        guard SimulationDirectory.isInstalled else {
            return .restricted(by: .failed("the runtime's executors could not be replaced"))
        }
        guard executorsAreCaptured() else {
            return .restricted(by: .failed("a detached task did not run in the simulation"))
        }
        var statuses: [Feature: Capabilities.Status] = [.executors: .captured]
        let probes: [(Feature, () -> Bool, String)] = [
            (.mainActor, mainActorIsCaptured, "the main actor's work ran elsewhere"),
            (.sleep, sleepIsCaptured, "'Task.sleep' took real time"),
            (.clock, clocksAreCaptured, "clocks read real time"),
            (.random, randomNumbersAreCaptured, "system random numbers were not seeded"),
            (.hashing, hashingIsFixed, "sets and dictionaries are seeded anew in each process"),
            (.taskInspection, tasksCanBeInspected, "the layout of tasks is not the known one"),
            (.actorHops, hopsArePoints, "calls to actors go on without a choice"),
            (.escapes, escapesAreNoticed, "calls to Dispatch were not noticed"),
        ]
        for (feature, works, problem) in probes {
            if interleaving_is_left_out(feature.rawValue) {
                statuses[feature] = .notCaptured("left out by INTERLEAVING_WITHOUT")
            } else {
                statuses[feature] = works() ? .captured : .notCaptured(problem)
            }
        }
        return Capabilities(statuses, tier: .wholeProgram)
    }

    /// Runs `body` in a world with these features; nil unless it returned by itself.
    private static func result<Result: Sendable>(
        with features: Set<Feature>,
        world: inout World?,
        _ body: @escaping @Sendable () async throws -> Result
    ) -> Result? {
        let here = World(epoch: .seconds(1_000_000), seed: 1, features: features)
        world = here
        let run = Simulation(world: here).run(body)
        guard run.isReproducible, case .completed(let result) = run.ending else { return nil }
        return result
    }

    private static func result<Result: Sendable>(
        with features: Set<Feature> = [],
        _ body: @escaping @Sendable () async throws -> Result
    ) -> Result? {
        var world: World?
        return result(with: features, world: &world, body)
    }

    private static func executorsAreCaptured() -> Bool {
        result { await Task.detached { 1 }.value } == 1
    }

    private static func mainActorIsCaptured() -> Bool {
        result { await MainActor.run { MainActor.assumeIsolated { 1 } } } == 1
    }

    private static func sleepIsCaptured() -> Bool {
        let world = World(epoch: .zero, seed: 1, features: [.clock])
        let run = Simulation(world: world).run { try await Task.sleep(for: .seconds(3_600)) }
        return run.isReproducible && run.elapsed == .seconds(3_600)
    }

    private static func clocksAreCaptured() -> Bool {
        let passed = result(with: [.clock]) {
            let start = ContinuousClock.now
            try await Task.sleep(for: .seconds(2))
            return start.duration(to: .now)
        }
        return passed == .seconds(2)
    }

    private static func randomNumbersAreCaptured() -> Bool {
        let draws = (0..<2).map { _ in result(with: [.random]) { UInt64.random(in: 0 ... .max) } }
        return draws[0] != nil && draws[0] == draws[1]
    }

    private static func hashingIsFixed() -> Bool {
        interleaving_hashing_is_fixed() && Set(0..<50).map(\.self) == Set(0..<50).map(\.self)
    }

    /// Looks at a task that waits, and again when it has finished.
    private static func tasksCanBeInspected() -> Bool {
        result {
            let (stream, input) = AsyncStream<Void>.makeStream()
            let waiting = Task {
                for await _ in stream {}
                return withUnsafeCurrentTask { $0 != nil }
            }
            await Task.yield()
            let view = TaskView(unsafeBitCast(waiting, to: UnownedJob.self))
            guard view.isCounted else { return false }
            let handle = TaskHandle(keeping: view)
            defer { handle.release() }
            guard view.hasKnownLayout, !view.isComplete, view.isSuspended,
                view.wait(index: { _ in nil }) == .continuation
            else { return false }
            input.finish()
            _ = await waiting.value
            return view.isComplete && !view.isSuspended
        } == true && childrenAreFollowed()
    }

    /// Looks at a child of `async let` that waits, and again when its scope has ended.
    private static func childrenAreFollowed() -> Bool {
        result(with: [.taskInspection]) {
            @Sendable func waits() -> [PendingTask.Wait] {
                let pending = SimulationDirectory.current?.pendingTasks
                return pending?.isComplete == true ? pending?.tasks.map(\.wait) ?? [] : []
            }
            let (stream, input) = AsyncStream<Void>.makeStream()
            let before = await { () async -> [PendingTask.Wait] in
                async let child: Void = stream.reduce(into: ()) { _, _ in }
                await Task.yield()
                let found = waits()
                input.finish()
                await child
                return found
            }()
            return before == [.unknown, .continuation] && waits() == [.unknown]
        } == true
    }

    private static func hopsArePoints() -> Bool {
        guard interleaving_hops_are_available(), tasksCanBeInspected() else { return false }
        var world: World?
        let counted = result(with: [.actorHops], world: &world) {
            let counter = Counter()
            await counter.increment()
            return await counter.count
        }
        return counted == 1 && (world?.hops ?? 0) > 0
    }

    private static func escapesAreNoticed() -> Bool { interleaving_departures_are_seen() }

    private actor Counter {
        private(set) var count = 0
        func increment() { count += 1 }
    }
}
#else
/// Finds out what can be captured in this process.
enum SelfTest {
    /// What was found: this build is not one for which more was written.
    static let capabilities = Capabilities.restricted(
        by: Toolchain.current.restriction ?? .failed("this build has no part for it")
    )
}
#endif
