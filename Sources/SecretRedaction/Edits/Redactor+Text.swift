extension Redactor {
    /// How often base64 is looked for in what base64 means.
    private static let encodingLimit = 2

    /// The edits of a text.
    ///
    /// - Parameters:
    ///   - nesting: How many values hold it in a string.
    ///   - isSaid: Whether it is what somebody says, which may go on in the next message.
    mutating func textEdits(
        _ bytes: [UInt8],
        nesting: Int = 0,
        isSaid: Bool = false
    ) -> [Edit] {
        var ranges = textRanges(bytes, nesting: nesting)
        if nesting == 0 { ranges += boundary(bytes, ranges, isSaid: isSaid) }
        return edits(replacing: ranges, of: bytes)
    }

    /// Where secrets stand in a text, whatever its encodings.
    mutating func textRanges(_ bytes: [UInt8], depth: Int = 0, nesting: Int = 0) -> [SecretRange] {
        var ranges = TextScan.ranges(in: bytes, rules: rules)
        if depth < DecodedLayer.depthLimit, let layer = DecodedLayer.text(bytes) {
            ranges += textRanges(layer.bytes, depth: depth + 1, nesting: nesting).map { secret in
                var secret = secret
                secret.range = layer.encoded(secret.range)
                return secret
            }
        } else if nesting < Self.encodingLimit {
            if let layer = DecodedLayer.unwrapped(bytes), needles.encodedFilter.hits(layer.bytes) {
                ranges += encodedRanges(layer.bytes, nesting: nesting).map { secret in
                    var secret = secret
                    secret.range = layer.encoded(secret.range)
                    return secret
                }
            } else if needles.encodedFilter.hits(bytes) {
                ranges += encodedRanges(bytes, nesting: nesting)
            }
        }
        if !known.isEmpty {
            ranges += known.ranges(in: bytes).map { SecretRange(range: $0, kind: .known) }
        }
        return ranges
    }

    /// Where base64 stands that means a secret.
    ///
    /// A run may begin in the middle of a group, behind a slash of the path it stands in, so every
    /// place of a group is tried.
    private mutating func encodedRanges(_ bytes: [UInt8], nesting: Int) -> [SecretRange] {
        var ranges: [SecretRange] = []
        // No path leads into base64.
        let outer = track
        track = nil
        defer { track = outer }
        for run in Base64Run.runs(in: bytes) {
            for start in run.lowerBound..<run.lowerBound + 4 {
                let decoded = Base64Run.decode(bytes, start..<run.upperBound)
                guard needles.mayHoldSecret(decoded) else { continue }
                for edit in valueEdits(decoded, in: ValueContext(nesting: nesting + 1)) {
                    let text = Base64Run.text(around: edit.range, in: decoded)
                    let range = Base64Run.encoded(text, from: start).clamped(to: run)
                    let whole = Base64Run.extended(range, in: bytes, within: run)
                    ranges.append(SecretRange(range: whole, kind: .encoded))
                }
            }
        }
        return ranges
    }

    /// Whether what stands there is a secret, and not too plain for one.
    func isSecret(_ secret: SecretRange, in bytes: [UInt8]) -> Bool {
        guard secret.kind == .named || secret.kind == .path else { return true }
        let plain = DecodedLayer.plain(Array(bytes[secret.range]))
        return SecretScope(of: plain, kind: secret.kind, isRule: secret.isRule) != .nowhere
    }

    /// The edits that put placeholders in place of secrets; those that overlap or touch are one
    /// secret, for two placeholders in a row would read as one value.
    mutating func edits(replacing ranges: [SecretRange], of bytes: [UInt8]) -> [Edit] {
        var merged: [SecretRange] = []
        for secret in ranges.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where !secret.range.isEmpty && isSecret(secret, in: bytes) {
            if let last = merged.last, secret.range.lowerBound <= last.range.upperBound {
                let end = max(last.range.upperBound, secret.range.upperBound)
                merged[merged.count - 1].range = last.range.lowerBound..<end
            } else {
                merged.append(secret)
            }
        }
        return merged.compactMap { secret in
            placeholder(for: Array(bytes[secret.range]), secret.kind, isRule: secret.isRule).map {
                Edit(range: secret.range, replacement: $0, kind: secret.kind)
            }
        }
    }

    /// What stands for a secret; a token's placeholder keeps the token's prefix.
    ///
    /// `nil` if it is a placeholder itself.
    mutating func placeholder(
        for secret: [UInt8],
        _ kind: SecretKind,
        isRule: Bool = false
    ) -> [UInt8]? {
        let plain = DecodedLayer.plain(secret)
        var prefix: [UInt8] = []
        if let token = TokenShape(in: plain, at: 0), token.range.count == plain.count {
            prefix = Array(plain[..<token.prefixEnd])
        }
        guard let placeholder = placeholders.placeholder(for: plain, prefix: prefix) else {
            return nil
        }
        switch SecretScope(of: plain, kind: kind, isRule: isRule) {
        case .nowhere, .place: break
        case .word: learn(plain, isWord: true)
        case .anywhere: learn(plain, isWord: false)
        }
        if kind == .webhook { learn(lastStepOf: plain, placeholder) }
        return placeholder
    }

    /// What makes a webhook secret is the last step of its path: alone it is the same secret, and whoever takes the last step of what
    /// stands for the webhook has the same.
    private mutating func learn(lastStepOf webhook: [UInt8], _ placeholder: [UInt8]) {
        let step = Array(webhook.split(separator: UInt8(ascii: "/")).last ?? [])
        guard step.count < webhook.count,
            SecretScope(of: step, kind: .webhook, isRule: false) == .anywhere
        else { return }
        placeholders.insert(placeholder, forPart: step)
        learn(step, isWord: false)
    }

    /// A secret is looked for from now on.
    private mutating func learn(_ secret: [UInt8], isWord: Bool) {
        if known.insert(secret, isWord: isWord) { needles.insert(secret) }
    }

    /// A URL that gives access by its name is the same where it stands without that name, whatever follows the host.
    mutating func learn(url: [UInt8], rest: Range<Int>) {
        guard let colon = url.firstIndex(of: UInt8(ascii: ":")),
            !Placeholders.holdsWord(Array(url[rest])), url.count <= Self.urlLimit
        else { return }
        let secret = Array(url[rest])
        let host = Array(url[(colon + 1)..<rest.lowerBound])
        if known.insert(secret, isWord: true, behind: host) {
            needles.insert(secret.count < KnownSecrets.pieceLength ? host + secret : secret)
        }
    }

    /// The longest URL that is looked for elsewhere.
    private static var urlLimit: Int { 4_096 }
}
