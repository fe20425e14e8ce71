import SlackWire

@testable import SlackReplay

/// A change to a bot that its replay must show.
struct Mutation: Sendable, CustomStringConvertible {
    /// The step that is changed; `nil` for several.
    var place: Int?
    /// What kind of change it is, wherever it is made.
    let kind: String
    let description: String
    let script: BotScript

    /// Every change of every kind, at every place where it applies.
    static func all(of script: BotScript) -> [Mutation] {
        let kinds: [(BotScript) -> [Mutation]] = [
            omissions, repetitions, early, swaps, additions, otherBytes, otherTokens, otherMethods,
            arguments, connections, deaths,
        ]
        return kinds.flatMap { $0(script) }
    }

    /// Whether a bot that does this does the very same as the recorded one, but for when and why: the recorded
    /// answers and the order in which things come decide whether anyone can tell.
    func isSameOnTheWire(as original: BotScript) -> Bool {
        func acts(_ script: BotScript) -> [BotScript.Act: Int] {
            Dictionary(script.steps.map { ($0.act.canonical, 1) }, uniquingKeysWith: +)
        }
        return acts(script) == acts(original)
    }

    /// Whether it only looks before it was asked to, or asks where to put a file: nothing in that comes from Slack,
    /// and nobody sees a difference.
    var isEarlyLook: Bool {
        kind == "does it unasked" && place.map { script.steps[$0].isLook } == true
    }

    private static func mutated(
        _ kind: String,
        _ description: String,
        _ script: BotScript,
        _ change: (inout [BotScript.Step]) -> Void
    ) -> Mutation {
        var script = script
        change(&script.steps)
        return Mutation(kind: kind, description: description, script: script)
    }

    /// The steps behind the connection, other than those by which it connects again.
    private static func places(_ script: BotScript) -> [Int] {
        let first = script.steps.firstIndex(where: \.isOpening) ?? 0
        return (first..<script.steps.count).filter { place in
            !script.steps[place].isConnecting
                && !script.unreached.contains(script.steps[place].entry)
        }
    }

    private static func omissions(_ script: BotScript) -> [Mutation] {
        places(script).map { place in
            mutated("leaves it out", "leaves out \(script.steps[place].name)", script) { steps in
                let step = steps.remove(at: place)
                // It goes on as if it had done it.
                for index in steps.indices
                where step.answer.map(steps[index].after.contains) == true {
                    steps[index].after.remove(step.answer ?? 0)
                    steps[index].after.formUnion(step.after)
                }
            }
        }
    }

    private static func repetitions(_ script: BotScript) -> [Mutation] {
        places(script).compactMap { place in
            // A second acknowledgement is tolerated.
            if case .send(let message) = script.steps[place].act,
                message.text.contains("envelope_id")
            {
                return nil
            }
            return mutated("does it twice", "does \(script.steps[place].name) twice", script) {
                steps in
                var again = steps[place]
                again.answer = nil
                steps.insert(again, at: place + 1)
            }
        }
    }

    private static func early(_ script: BotScript) -> [Mutation] {
        let hello = script.hello
        let some = places(script).compactMap { place -> Mutation? in
            guard script.steps[place].after != [hello] else { return nil }
            var mutation = mutated(
                "does it unasked",
                "does \(script.steps[place].name) unasked",
                script
            ) {
                $0[place].after = [hello]
            }
            mutation.place = place
            return mutation
        }
        let everything = mutated(
            "does everything unasked",
            "does everything right after hello",
            script
        ) { steps in
            for index in places(script) { steps[index].after = [hello] }
        }
        return some + [everything]
    }

    /// Steps whose values may be taken for those of a step: of each kind of value the next few.
    private static let partnerLimit = 3

    /// Two values of one kind change places, or one becomes that of the other.
    private static func swaps(_ script: BotScript) -> [Mutation] {
        let places = places(script)
        var found: [Mutation] = []
        for left in places {
            var partners: [String: Int] = [:]
            for right in places.filter({ $0 > left }) + places.filter({ $0 < left }) {
                let pairs = script.steps[left].act.swapped(with: script.steps[right].act)
                for (name, first, second) in pairs {
                    guard partners[name, default: 0] < partnerLimit else { continue }
                    partners[name, default: 0] += 1
                    let place = script.steps[left].name
                    found.append(
                        mutated(
                            "has \(name) of another",
                            "\(place) has \(name) of step \(right)",
                            script
                        ) {
                            $0[left].act = first
                        }
                    )
                    guard right > left else { continue }
                    found.append(
                        mutated(
                            "swaps \(name)",
                            "swaps \(name) of \(place) and of step \(right)",
                            script
                        ) { steps in
                            steps[left].act = first
                            steps[right].act = second
                        }
                    )
                }
            }
        }
        return found
    }

    private static func additions(_ script: BotScript) -> [Mutation] {
        let token = tokens(script).first ?? ""
        return places(script).map { place in
            mutated("posts once more", "posts once more after \(script.steps[place].name)", script)
            { steps in
                let arguments: JSONValue = ["channel": "C0000CLICK", "text": "by the way"]
                let call = WebAPICall(
                    .method("chat.postMessage"),
                    headers: ["authorization": token],
                    body: .json(JSONText(arguments))
                )
                steps.insert(
                    BotScript.Step(act: .call(call), after: steps[place].after, entry: 0),
                    at: place + 1
                )
            }
        }
    }

    /// Another first byte of a file, and no last one.
    private static func otherBytes(_ script: BotScript) -> [Mutation] {
        places(script).flatMap { place -> [Mutation] in
            guard case .call(let call) = script.steps[place].act,
                case .bytes(let bytes) = call.body,
                !bytes.isEmpty
            else { return [] }
            let changes = [
                ("has another byte", [bytes[0] ^ 1] + bytes.dropFirst()),
                ("lacks a byte", Array(bytes.dropLast())),
            ]
            return changes.map { what, bytes in
                var changed = call
                changed.body = .bytes(bytes)
                return mutated("\(what) of a file", "\(script.steps[place].name) \(what)", script) {
                    $0[place].act = .call(changed)
                }
            }
        }
    }

    /// The tokens of its calls, as their header fields have them.
    private static func tokens(_ script: BotScript) -> [String] {
        let tokens = script.steps.compactMap { step -> String? in
            guard case .call(let call) = step.act else { return nil }
            return call.headers["authorization"]
        }
        return Set(tokens).sorted()
    }

    private static func otherTokens(_ script: BotScript) -> [Mutation] {
        places(script).flatMap { place -> [Mutation] in
            guard case .call(var call) = script.steps[place].act,
                let own = call.headers["authorization"]
            else { return [] }
            let others = tokens(script).filter { $0 != own }.map(Optional.some)
            return (others + [nil]).map { token in
                call.headers["authorization"] = token
                let what = token == nil ? "carries no token" : "carries another token"
                let changed = call
                return mutated(what, "\(script.steps[place].name) \(what)", script) {
                    $0[place].act = .call(changed)
                }
            }
        }
    }

    /// Another method of Slack's, and another verb where the verb says what is done.
    private static func otherMethods(_ script: BotScript) -> [Mutation] {
        places(script).compactMap { place in
            guard case .call(var call) = script.steps[place].act else { return nil }
            if let method = call.methodName {
                call.target = .method(method == "chat.meMessage" ? "chat.delete" : "chat.meMessage")
            } else {
                call.httpMethod = call.httpMethod == .get ? .post : .get
            }
            return mutated(
                "by another method",
                "\(script.steps[place].name) by another method",
                script
            ) {
                $0[place].act = .call(call)
            }
        }
    }

    /// An argument more, an argument less, and another value in each, however deep it stands.
    private static func arguments(_ script: BotScript) -> [Mutation] {
        places(script).flatMap { place in
            script.steps[place].act.argumentChanges.map { what, act in
                let kind = what.split(separator: ".").first.map(String.init) ?? what
                return mutated(kind, "\(script.steps[place].name) \(what)", script) {
                    $0[place].act = act
                }
            }
        }
    }

    private static func connections(_ script: BotScript) -> [Mutation] {
        [
            mutated("connects twice", "connects twice", script) { steps in
                guard let socket = steps.firstIndex(where: \.isOpening) else { return }
                let again = steps[...socket].filter(\.isConnecting)
                steps.insert(contentsOf: again, at: socket + 1)
            }
        ]
    }

    private static func deaths(_ script: BotScript) -> [Mutation] {
        (0..<script.steps.count).map { count in
            mutated("dies", "dies after \(count) steps", script) { steps in
                steps.removeLast(steps.count - count)
            }
        }
    }
}

extension BotScript.Step {
    fileprivate var isOpening: Bool {
        if case .open = act { return true }
        return false
    }

    fileprivate var isLook: Bool {
        guard case .call(let call) = act else { return false }
        return CallEffects.isRead(call.target) || call.methodName == "files.getUploadURLExternal"
    }

    /// Whether it is a part of connecting.
    fileprivate var isConnecting: Bool {
        guard case .call(let call) = act else { return isOpening }
        return call.methodName.map(LinkFields.socketMethods.contains) ?? false
    }

    /// The step in a few words.
    var name: String {
        switch act {
        case .call(let call): "\(call.methodName ?? "a URL") (entry \(entry))"
        case .open: "the socket (entry \(entry))"
        case .send: "a message (entry \(entry))"
        }
    }
}
