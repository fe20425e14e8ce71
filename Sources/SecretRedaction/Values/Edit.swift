/// A place in bytes and what is to stand there.
struct Edit: Hashable {
    var range: Range<Int>
    var replacement: [UInt8]
    /// What gave the secret away.
    let kind: SecretKind
    /// The way to the value within JSON, if somebody wants to know.
    var path: String?
}

extension [Edit] {
    /// Edits in order, and those of `others`, in order too, that overlap none of them.
    func adding(_ others: [Edit]) -> [Edit] {
        var result = self
        var index = 0
        for other in others {
            while index < count, self[index].range.upperBound <= other.range.lowerBound {
                index += 1
            }
            guard index == count || other.range.upperBound <= self[index].range.lowerBound else {
                continue
            }
            result.append(other)
        }
        return result.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}

extension [UInt8] {
    /// The bytes after edits, which are in order and do not overlap; all other bytes stay.
    func applying(_ edits: [Edit]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var copied = 0
        for edit in edits {
            result += self[copied..<edit.range.lowerBound]
            result += edit.replacement
            copied = edit.range.upperBound
        }
        return result + self[copied...]
    }
}
