import SlackWire

/// A change to a bot that its replay must show.
struct Mutation: Sendable, CustomStringConvertible {
    let description: String
    let script: BotScript

    /// Every change of every kind, at every place where it applies.
    static func all(of script: BotScript) -> [Mutation] {
        let kinds = [
            omissions, repetitions, early, swaps, replacements, additions, otherBytes, otherTokens,
            connections, deaths,
        ]
        return kinds.flatMap { $0(script) }
    }

    /// Whether a bot that does this does the very same as the recorded one, but for when and why: the recorded
    /// answers and the order in which things come decide whether anyone can tell.
    func isSameOnTheWire(as original: BotScript) -> Bool {
        func acts(_ script: BotScript) -> [BotScript.Act: Int] {
            Dictionary(script.steps.map { ($0.act, 1) }, uniquingKeysWith: +)
        }
        return acts(script) == acts(original)
    }

    private static func mutated(
        _ description: String,
        _ script: BotScript,
        _ change: (inout [BotScript.Step]) -> Void
    ) -> Mutation {
        var script = script
        change(&script.steps)
        return Mutation(description: description, script: script)
    }

    /// The steps behind the connection.
    private static func places(_ script: BotScript) -> Range<Int> { 2..<script.steps.count }

    private static func omissions(_ script: BotScript) -> [Mutation] {
        places(script).map { place in
            mutated("leaves out \(script.steps[place].name)", script) { steps in
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
            return mutated("does \(script.steps[place].name) twice", script) { steps in
                var again = steps[place]
                again.answer = nil
                steps.insert(again, at: place + 1)
            }
        }
    }

    private static func early(_ script: BotScript) -> [Mutation] {
        let hello = script.steps[places(script).lowerBound].after.min() ?? 0
        let some = places(script).compactMap { place -> Mutation? in
            guard script.steps[place].after.count > 1 else { return nil }
            return mutated("does \(script.steps[place].name) unasked", script) {
                $0[place].after = [hello]
            }
        }
        let everything = mutated("does everything right after hello", script) { steps in
            for index in steps.indices.dropFirst(2) { steps[index].after = [hello] }
        }
        return some + [everything]
    }

    /// Two values of one kind change places.
    private static func swaps(_ script: BotScript) -> [Mutation] {
        var found: [Mutation] = []
        for left in places(script) {
            for right in places(script) where right > left {
                for (name, first, second) in script.steps[left].act.swapped(
                    with: script.steps[right].act
                ) {
                    let place = script.steps[left].name
                    found.append(
                        mutated("swaps \(name) of \(place) and of step \(right)", script) { steps in
                            steps[left].act = first
                            steps[right].act = second
                        }
                    )
                }
            }
        }
        return found
    }

    /// A value becomes that of a neighbour.
    private static func replacements(_ script: BotScript) -> [Mutation] {
        var found: [Mutation] = []
        for place in places(script) {
            for other in places(script) where other != place {
                for (name, act, _) in script.steps[place].act.swapped(with: script.steps[other].act)
                {
                    found.append(
                        mutated("\(script.steps[place].name) has \(name) of step \(other)", script)
                        {
                            $0[place].act = act
                        }
                    )
                }
            }
        }
        return found
    }

    private static func additions(_ script: BotScript) -> [Mutation] {
        places(script).map { place in
            mutated("posts once more after \(script.steps[place].name)", script) { steps in
                let arguments: JSONValue = ["channel": "C0000CLICK", "text": "by the way"]
                let call = WebAPICall(
                    .method("chat.postMessage"),
                    headers: ["authorization": "Bearer " + Tokens.first],
                    body: .json(JSONText(arguments))
                )
                steps.insert(
                    BotScript.Step(act: .call(call), after: steps[place].after, entry: 0),
                    at: place + 1
                )
            }
        }
    }

    private static func otherBytes(_ script: BotScript) -> [Mutation] {
        places(script).compactMap { place in
            guard case .call(var call) = script.steps[place].act, case .bytes(var bytes) = call.body
            else { return nil }
            bytes[0] ^= 1
            call.body = .bytes(bytes)
            return mutated("\(script.steps[place].name) has another byte", script) {
                $0[place].act = .call(call)
            }
        }
    }

    private static func otherTokens(_ script: BotScript) -> [Mutation] {
        let tokens = Set(
            script.steps.compactMap { step -> String? in
                guard case .call(let call) = step.act else { return nil }
                return call.headers["authorization"]
            }
        )
        return places(script).flatMap { place in
            tokens.sorted().compactMap { token in
                guard case .call(var call) = script.steps[place].act,
                    let own = call.headers["authorization"], own != token
                else { return nil }
                call.headers["authorization"] = token
                return mutated("\(script.steps[place].name) carries another token", script) {
                    $0[place].act = .call(call)
                }
            }
        }
    }

    private static func connections(_ script: BotScript) -> [Mutation] {
        [
            mutated("connects twice", script) { steps in
                steps.insert(contentsOf: Array(steps[0...1]), at: 2)
            }
        ]
    }

    private static func deaths(_ script: BotScript) -> [Mutation] {
        (0..<script.steps.count).map { count in
            mutated("dies after \(count) steps", script) { steps in
                steps.removeLast(steps.count - count)
            }
        }
    }
}

extension BotScript.Step {
    /// The step in a few words.
    var name: String {
        switch act {
        case .call(let call): "\(call.methodName ?? "a URL") (entry \(entry))"
        case .open: "the socket (entry \(entry))"
        case .send: "a message (entry \(entry))"
        }
    }
}

extension BotScript.Act {
    /// Both acts with one value of the one in the place of that of the other, for each value that they have both.
    func swapped(with other: BotScript.Act) -> [(name: String, BotScript.Act, BotScript.Act)] {
        switch (self, other) {
        case (.call(let left), .call(let right)) where left.methodName == right.methodName:
            var found = zip(left.members, right.members).compactMap { own, others in
                swap(own, others, left, right)
            }
            if left.target != right.target {
                var (first, second) = (left, right)
                (first.target, second.target) = (right.target, left.target)
                found.append(("the URL", .call(first), .call(second)))
            }
            if case .bytes = left.body, case .bytes = right.body, left.body != right.body {
                var (first, second) = (left, right)
                (first.body, second.body) = (right.body, left.body)
                found.append(("the content", .call(first), .call(second)))
            }
            return found
        case (.send(let left), .send(let right)):
            return zip(left.members, right.members).compactMap { own, others in
                guard own.name == others.name, own.value != others.value, own.name != "id" else {
                    return nil
                }
                return (
                    own.name, .send(left.setting(others)), .send(right.setting(own))
                )
            }
        default: return []
        }
    }

    private func swap(
        _ own: JSONMember,
        _ others: JSONMember,
        _ left: WebAPICall,
        _ right: WebAPICall
    ) -> (name: String, BotScript.Act, BotScript.Act)? {
        guard own.name == others.name, own.value != others.value else { return nil }
        return (own.name, .call(left.setting(others)), .call(right.setting(own)))
    }
}

extension WebAPICall {
    fileprivate var members: [JSONMember] {
        guard case .json(let text) = body else { return [] }
        return (try? text.value())?.members ?? []
    }

    fileprivate func setting(_ member: JSONMember) -> WebAPICall {
        var call = self
        call.body = .json(JSONText(.object(members.replacing(member))))
        return call
    }
}

extension SocketMessage {
    fileprivate var members: [JSONMember] { (try? JSONValue(parsing: bytes))?.members ?? [] }

    fileprivate func setting(_ member: JSONMember) -> SocketMessage {
        SocketMessage(json: .object(members.replacing(member)))
    }
}

extension [JSONMember] {
    fileprivate func replacing(_ member: JSONMember) -> [JSONMember] {
        map { $0.name == member.name ? member : $0 }
    }
}
