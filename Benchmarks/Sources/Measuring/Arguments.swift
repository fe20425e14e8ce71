/// The command line of a benchmark: a verb, then `--name value` pairs.
public struct Arguments: Sendable {
    /// What is wrong with a command line.
    public struct Problem: Error, CustomStringConvertible {
        /// One sentence.
        public let description: String

        /// Says what is wrong.
        public init(_ description: String) {
            self.description = description
        }
    }

    /// The first word.
    public let verb: String
    private let values: [String: String]

    /// Reads a command line.
    public init(_ words: [String] = CommandLine.arguments) throws {
        guard words.count > 1 else { throw Problem("A verb is missing.") }
        verb = words[1]
        var values: [String: String] = [:]
        var rest = words.dropFirst(2)
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else {
                throw Problem("\(name) is not an option with a value.")
            }
            values[String(name.dropFirst(2))] = value
        }
        self.values = values
    }

    /// An option that must be there.
    public func text(_ name: String) throws -> String {
        guard let value = values[name] else {
            throw Problem("The option --\(name) is missing.")
        }
        return value
    }

    /// A number, or the one to fall back on.
    public func number<Number: LosslessStringConvertible>(
        _ name: String,
        or fallback: Number
    ) throws -> Number {
        guard let value = values[name] else { return fallback }
        guard let number = Number(value) else {
            throw Problem("The option --\(name) has no such value as \(value).")
        }
        return number
    }
}
