extension RedactionRules {
    /// Reads rules from text: one a line, a word for its kind and then what it is about.
    ///
    ///     # comments and empty lines are skipped
    ///     name employee_number
    ///     name *_pin
    ///     header x-company-key
    ///     path payload.user.phone
    ///     pattern EMP-######
    ///     keep next_page_token
    ///
    /// - Throws: ``RedactionRulesError`` with the line; it never quotes a rule, which may hold a secret.
    public init(parsing text: String) throws(RedactionRulesError) {
        var rules = RedactionRules()
        for (index, line) in text.split(
            omittingEmptySubsequences: false,
            whereSeparator: \.isNewline
        )
        .enumerated() {
            let line = line.trimmingSpaces
            guard let first = line.first, first != "#" else { continue }
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2 else {
                throw RedactionRulesError(line: index + 1, .noArgument)
            }
            do throws(RedactionRulesError.Reason) {
                rules = rules + (try Self.rule(String(words[0]), words[1].trimmingSpaces))
            } catch {
                throw RedactionRulesError(line: index + 1, error)
            }
        }
        self = rules
    }

    private static func rule(
        _ kind: String,
        _ argument: String
    ) throws(RedactionRulesError.Reason) -> RedactionRules {
        switch kind {
        case "name" where argument.drop(while: { $0 == "*" }).count >= 3: return .name(argument)
        case "name": throw .shortName
        case "header": return .header(argument)
        case "keep": return .keeping(name: argument)
        case "path":
            do { return .path(try RedactionPath(argument)) } catch { throw .path(error) }
        case "pattern":
            do { return .pattern(try RedactionPattern(argument)) } catch { throw .pattern(error) }
        default: throw .unknownKind
        }
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
        return String(self[start..<end])
    }
}

/// Which line of a file of redaction rules is wrong, and why.
public struct RedactionRulesError: Error, Sendable, Hashable {
    /// What is wrong with a rule.
    public enum Reason: Error, Sendable, Hashable {
        /// The word is no kind of rule.
        case unknownKind
        /// Nothing follows the word.
        case noArgument
        /// A name has fewer than three characters: too much would match.
        case shortName
        /// The path is none.
        case path(RedactionPath.Problem)
        /// The pattern is none.
        case pattern(RedactionPattern.Problem)
    }

    /// The line, counted from 1.
    public let line: Int
    /// What is wrong.
    public let reason: Reason

    /// Makes an error.
    public init(line: Int, _ reason: Reason) {
        self.line = line
        self.reason = reason
    }
}

extension RedactionRulesError: CustomStringConvertible {
    /// The line, what is wrong, and what is possible.
    public var description: String { "line \(line) of the redaction rules: \(reason.wording)" }
}

extension RedactionRulesError.Reason {
    fileprivate var wording: String {
        switch self {
        case .unknownKind: "a rule begins with name, header, path, pattern or keep"
        case .noArgument: "something must follow the first word, as in `header x-company-key`"
        case .shortName: "a name has at least three characters"
        case .path(.emptyStep): "a name is missing in the path; write payload.user.phone"
        case .path(.tooLong): "a path has at most 32 steps"
        case .pattern(.noLiteralStart):
            "a pattern begins with three characters that stand for themselves, as in `EMP-######`"
        case .pattern(.tooLong): "a pattern has at most 60 characters"
        }
    }
}
