/// A clause of the contract that a transport does not keep.
public struct TransportViolation: Error, Sendable, Hashable {
    /// The clause.
    public let clause: TransportClause
    /// What was found instead, in one sentence.
    public let finding: String

    /// Makes a violation.
    public init(_ clause: TransportClause, _ finding: String) {
        self.clause = clause
        self.finding = finding
    }
}

extension TransportViolation: CustomStringConvertible {
    /// The clause and what was found.
    public var description: String { "\(clause.rawValue): \(finding)" }
}
