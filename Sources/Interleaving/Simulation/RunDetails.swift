/// What a run notes of itself when it is to be explained: where each slice went on, and what had made it ready.
struct RunDetails: Sendable {
    /// What is noted of a step.
    struct Slice: Sendable {
        /// The step in which it was made ready; `nil` if no slice did it, but a timer, something outside, or the beginning.
        var cause: Int?
        /// Where the task goes on.
        var place: CodePlace
        /// Whether it only makes a task ready again.
        var isResumption = false
    }

    /// Steps of which anything is noted.
    private static let mostSlices = 100_000

    private(set) var slices: [Slice] = []
    /// Who created each task, and before which step.
    private var births: [(parent: Int, step: Int)] = []
    /// The names of each task, and from which step on.
    private var labels: [Int: [(step: Int, text: String)]] = [:]

    /// Notes that a task was created, which may be known already.
    mutating func noteBirth(of task: Int, by parent: Int) {
        guard task >= births.count else { return }
        let birth = (parent: parent, step: slices.count)
        births.append(contentsOf: repeatElement(birth, count: task + 1 - births.count))
    }

    /// Notes what the next step is.
    ///
    /// - Parameter view: The task, if it is known and goes on.
    mutating func note(_ view: TaskView?, cause: Int?, isResumption: Bool) {
        guard slices.count < Self.mostSlices else { return }
        let place = view?.continuation ?? CodePlace(kind: .suspended, addresses: [])
        slices.append(Slice(cause: cause, place: place, isResumption: isResumption))
    }

    /// Notes that the next step runs nothing.
    mutating func note(cause: Int?) {
        guard slices.count < Self.mostSlices else { return }
        slices.append(Slice(cause: cause, place: CodePlace(kind: .suspended, addresses: [])))
    }

    /// Names a task, and whoever it creates, from now on.
    mutating func label(_ task: Int, _ text: String) {
        labels[task, default: []].append((max(0, slices.count - 1), text))
    }

    /// The name of a task at a step, or of the nearest that created it and had one then.
    func label(of task: Int, at step: Int) -> String? {
        var (task, step) = (task, step)
        while true {
            if let label = labels[task]?.last(where: { $0.step <= step }) { return label.text }
            guard births.indices.contains(task), births[task].parent < task else { return nil }
            (task, step) = births[task]
        }
    }
}
