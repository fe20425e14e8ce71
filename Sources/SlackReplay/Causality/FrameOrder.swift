import SlackWire

/// Which frames a frame does not overtake though they are none of its causes: the latest before it about the same
/// things, on whichever socket they came.
///
/// Only who perturbs a replay asks, so it is not a part of taking a session apart.
struct FrameOrder: Sendable {
    private var predecessors: [FrameRef: [FrameRef]] = [:]

    /// No frame keeps behind another.
    init() {}

    /// - Complexity: O(*n*) in the size of the session.
    init(_ timeline: RecordedTimeline) {
        let reader = timeline.makeReader()
        var latest: [SlackReference.Key: FrameRef] = [:]
        var scratch: JSONFields?
        timeline.visitGiven { _, item in
            guard case .frame(let ref) = item, timeline[ref].role == .movable,
                case .message(let message) = timeline.event(of: ref, by: reader)
            else { return }
            for key in FrameReading(message, reusing: &scratch).orderedThings {
                guard let earlier = latest.updateValue(ref, forKey: key), earlier != ref,
                    predecessors[ref]?.contains(earlier) != true
                else { continue }
                predecessors[ref, default: []].append(earlier)
            }
        }
    }

    /// The frames that come before a frame though they are none of its causes.
    func predecessors(of ref: FrameRef) -> [FrameRef] { predecessors[ref] ?? [] }
}

extension FrameReading {
    /// The things about which frames keep their order.
    fileprivate var orderedThings: [SlackReference.Key] {
        var keys = references.filter { $0.kind != .conversation }.map(\.key)
        if case .envelope(let id, let event, _) = kind {
            keys.append(SlackReference.Key(kind: .delivery, id: id))
            if let event { keys.append(SlackReference.Key(kind: .delivery, id: event)) }
        }
        return keys
    }
}
