extension FaultPlan {
    /// Reads a plan: one fault a line, `WHEN: WHAT`; what follows a `#` is a comment.
    ///
    /// `Documentation/Faults.md` says what may stand there.
    ///
    /// - Throws: ``FaultPlanError`` at the first line that is none.
    public init(parsing text: String) throws(FaultPlanError) {
        var faults: [Fault] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (place, line) in lines.enumerated() {
            let content = line.prefix { $0 != "#" }
            guard content.contains(where: { !$0.isWhitespace }) else { continue }
            var parser = FaultLineParser(content, line: place + 1)
            faults.append(try parser.fault())
        }
        self.init(faults)
    }
}

/// Reads one line of a plan.
struct FaultLineParser {
    private let line: Int
    private var before: ArraySlice<Substring>
    private var behind: ArraySlice<Substring>
    private let hasColon: Bool

    init(_ content: Substring, line: Int) {
        self.line = line
        // The last colon that ends a word: the URL of a call holds others.
        let words = content.split(whereSeparator: \.isWhitespace)
        let colon = words.firstIndex { $0.hasSuffix(":") }
        hasColon = colon != nil
        before = words[..<(colon.map { $0 + 1 } ?? words.endIndex)]
        behind = colon.map { words[($0 + 1)...] } ?? []
        if let last = before.popLast() {
            let word = hasColon ? last.dropLast() : last
            if !word.isEmpty { before.append(word) }
        }
    }

    mutating func fault() throws(FaultPlanError) -> Fault {
        guard hasColon else { throw error(.noColon) }
        let kind = before.popFirst()
        let fault: Fault
        switch kind {
        case "call":
            let moment = try callMoment()
            guard let effect = try callFault() else { throw notUnderstood(.callFault) }
            fault = .call(moment, effect)
        case "frame", "event", "envelope":
            let moment = try frameMoment(kind ?? "")
            guard let effect = try socketFault() else { throw notUnderstood(.socketFault) }
            fault = .socket(after: moment, effect)
        case "entry":
            let entry = try number(after: "entry")
            if let effect = try socketFault() {
                fault = .socket(after: .entry(entry), effect)
            } else if let effect = try callFault() {
                fault = .call(.entry(entry), effect)
            } else {
                throw notUnderstood(.anyFault)
            }
        default:
            throw error(.notUnderstood(String(kind ?? ""), expected: .moment))
        }
        if let word = before.first ?? behind.first { throw error(.tooMuch(String(word))) }
        return fault
    }

    // MARK: Before the colon

    private mutating func frameMoment(_ kind: Substring) throws(FaultPlanError) -> FrameMoment {
        switch kind {
        case "frame":
            let frame = try number(after: kind)
            guard before.first == "of" else { return .frame(frame) }
            before = before.dropFirst()
            guard before.popFirst() == "socket" else {
                throw error(.notUnderstood("of", expected: .ofSocket))
            }
            return .frame(frame, socket: try number(after: "socket"))
        case "event":
            guard let type = before.popFirst() else { throw error(.missing("event", .eventType)) }
            return .event(String(type), before.isEmpty ? 1 : try number(after: type))
        default:
            return .envelope(try number(after: kind))
        }
    }

    private mutating func callMoment() throws(FaultPlanError) -> CallMoment {
        guard let name = before.popFirst() else { throw error(.missing("call", .method)) }
        if before.first == "every" {
            before = before.dropFirst()
            return .every(String(name))
        }
        let number = before.isEmpty ? 1 : try number(after: name)
        return name == "*" ? .any(number) : .call(String(name), number)
    }

    private mutating func number(after word: Substring) throws(FaultPlanError) -> Int {
        guard let text = before.popFirst() else { throw error(.missing(String(word), .number)) }
        guard let number = Int(text), number > 0 else {
            throw error(.notUnderstood(String(text), expected: .number))
        }
        return number
    }

    // MARK: Behind the colon

    private mutating func socketFault() throws(FaultPlanError) -> SocketFault? {
        switch behind.first {
        case "drop": return take(.drop)
        case "goodbye": return take(.goodbye)
        case "duplicate": return take(.duplicate)
        case "disconnect":
            behind = behind.dropFirst()
            guard let reason = behind.popFirst() else {
                throw error(.missing("disconnect", .reason))
            }
            return .disconnect(reason: String(reason))
        case "redeliver":
            behind = behind.dropFirst()
            return behind.popFirst().map { .redeliver(reason: String($0)) } ?? .redeliver()
        case "close":
            behind = behind.dropFirst()
            guard let text = behind.popFirst() else { return .close() }
            guard let code = UInt16(text), (1000...4999).contains(code) else {
                throw error(.notUnderstood(String(text), expected: .closeCode))
            }
            return .close(code: code)
        default:
            return nil
        }
    }

    private mutating func take(_ fault: SocketFault) -> SocketFault {
        behind = behind.dropFirst()
        return fault
    }

    private mutating func callFault() throws(FaultPlanError) -> CallFault? {
        switch (behind.first, behind.dropFirst().first) {
        case ("429", _):
            behind = behind.dropFirst()
            guard behind.first == "retry-after" else { return .rateLimited() }
            behind = behind.dropFirst()
            guard let seconds = behind.popFirst().flatMap({ Int($0) }), seconds >= 0 else {
                throw error(.missing("retry-after", .number))
            }
            return .rateLimited(retryAfter: seconds)
        case ("status", let text):
            guard let status = text.flatMap({ Int($0) }), (400...599).contains(status) else {
                throw error(.missing("status", .status))
            }
            behind = behind.dropFirst(2)
            return status == 429 ? .rateLimited() : .status(status)
        case ("slow", _):
            behind = behind.dropFirst()
            guard let duration = try duration() else { throw error(.missing("slow", .duration)) }
            return .slow(duration)
        case ("no", "answer"):
            behind = behind.dropFirst(2)
            return try duration().map { .unanswered($0) } ?? .unanswered()
        case ("lose", "answer"):
            behind = behind.dropFirst(2)
            return .answerLost
        default:
            return nil
        }
    }

    /// A number and its unit, in one word or two; `nil` if nothing follows.
    private mutating func duration() throws(FaultPlanError) -> Duration? {
        guard let first = behind.popFirst() else { return nil }
        let digits = first.prefix { $0.isNumber || $0 == "." }
        let unit =
            digits.endIndex == first.endIndex ? behind.popFirst() ?? "" : first[digits.endIndex...]
        let scale: Double? =
            switch unit {
            case "ms": 0.001
            case "s": 1
            case "min": 60
            default: nil
            }
        guard let amount = Double(digits), amount < 1_000_000, let scale else {
            throw error(.notUnderstood(String(first), expected: .duration))
        }
        return .milliseconds(Int64((amount * scale * 1_000).rounded()))
    }

    private func notUnderstood(_ expected: FaultPlanError.Expectation) -> FaultPlanError {
        error(.notUnderstood(behind.joined(separator: " "), expected: expected))
    }

    private func error(_ kind: FaultPlanError.Kind) -> FaultPlanError {
        FaultPlanError(line: line, kind)
    }
}
