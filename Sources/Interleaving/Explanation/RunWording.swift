/// Puts the steps of a run into words.
struct RunWording {
    private let record: SimulationRecord
    private let modules: Set<String>

    /// - Parameter modules: Modules whose functions say nothing to the reader.
    init(_ record: SimulationRecord, outside modules: Set<String>) {
        self.record = record
        self.modules = modules
    }

    /// What a step was: `task 3 (event 2) at Desk.swift:40 in set(_:)`.
    func words(of step: Int) -> String {
        guard record.trace.steps.indices.contains(step) else { return "the end" }
        let what = record.trace.steps[step]
        switch what.kind {
        case .task, .errand:
            let place = place(of: step)
            let rest = place.map { "at \($0)" } ?? beginning(step, of: what.task)
            return name(of: what.task, at: step) + (rest.isEmpty ? "" : " " + rest)
        case .decision:
            return "alternative \(what.choice + 1) of \(what.readyCount), asked by "
                + name(of: what.task, at: step)
        case .passing:
            return "time passes beyond \(what.time)"
        }
    }

    /// That a task begins, if it does at a step, and with which function, as far as it is seen later where that waits.
    private func beginning(_ step: Int, of task: Int) -> String {
        let own = record.trace.steps.indices.lazy.filter { record.trace.steps[$0].task == task }
        guard own.first == step, record.trace.steps[step].kind == .task else { return "" }
        let outermost = own.lazy.compactMap { place in
            slice(place)?.place.frames(outside: modules).last
        }
        return outermost.first.map { "begins \($0.function)" } ?? "begins"
    }

    private func name(of task: Int, at step: Int) -> String {
        let name = task == 0 ? "the body" : "task \(task)"
        return record.details?.label(of: task, at: step).map { "\(name) (\($0))" } ?? name
    }

    private func slice(_ step: Int) -> RunDetails.Slice? {
        guard let details = record.details, details.slices.indices.contains(step) else {
            return nil
        }
        return details.slices[step]
    }

    private func place(of step: Int) -> String? {
        guard let frame = slice(step)?.place.frames(outside: modules, limit: 1).first else {
            return nil
        }
        let file = frame.file.split(separator: "/").last ?? ""
        return "\(file):\(frame.line) in \(frame.function)"
    }

    /// The steps of which each made the next one ready, and the last one this, oldest first.
    func chain(to step: Int, atMost limit: Int) -> [String] {
        var lines: [String] = []
        var next = slice(step)?.cause
        while let cause = next, lines.count < limit {
            // Who only made a task ready again did nothing that led anywhere.
            if slice(cause)?.isResumption != true { lines.append("\(cause) \(words(of: cause))") }
            next = slice(cause)?.cause
        }
        return lines.reversed()
    }

    /// Steps from one on, with their numbers.
    func lines(from step: Int, atMost limit: Int) -> [String] {
        var lines: [String] = []
        for step in step..<max(step, record.trace.steps.count) {
            guard lines.count < limit else { return lines + ["…"] }
            if slice(step)?.isResumption == true { continue }
            lines.append("\(step) \(words(of: step))")
        }
        return lines + ["the end"]
    }
}
