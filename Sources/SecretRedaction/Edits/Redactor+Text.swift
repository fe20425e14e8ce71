extension Redactor {
    /// How often digits are looked for, in what digits mean as well.
    private static let encodingLimit = 2

    /// The edits of a text.
    ///
    /// - Parameters:
    ///   - context: How many values and encodings hold it.
    ///   - isSaid: Whether it is what somebody says, which may go on in the next message.
    mutating func textEdits(
        _ bytes: [UInt8],
        in context: ValueContext = ValueContext(),
        isSaid: Bool = false
    ) -> [Edit] {
        var ranges = textRanges(bytes, in: context)
        // The chunks of a text in pieces stand in a field as JSON.
        let nesting = context.nesting
        if nesting == 0 || (nesting == 1 && stream?.isOneText == true) {
            let pieces = boundary(bytes, ranges, isSaid: isSaid)
            // What stands for a piece stands for what else it looks like.
            ranges.removeAll { found in
                pieces.contains { $0.replacement != nil && $0.range.overlaps(found.range) }
            }
            ranges += pieces
        }
        return edits(replacing: ranges, of: bytes)
    }

    /// Where secrets stand in a text, whatever its encodings.
    mutating func textRanges(
        _ bytes: [UInt8],
        depth: Int = 0,
        in context: ValueContext = ValueContext()
    ) -> [SecretRange] {
        var ranges = TextScan.ranges(in: bytes, rules: rules)
        if depth < DecodedLayer.depthLimit, let layer = DecodedLayer.text(bytes) {
            ranges += textRanges(layer.bytes, depth: depth + 1, in: context).map { secret in
                var secret = secret
                secret.range = layer.encoded(secret.range)
                secret.replacement = secret.replacement.map {
                    SecretSpelling.spelled($0, as: Array(bytes[secret.range]))
                }
                return secret
            }
        } else if context.encodings < Self.encodingLimit {
            if let layer = DecodedLayer.unwrapped(bytes), needles.mayHoldDigits(layer.bytes) {
                ranges += wrappedRanges(layer, of: bytes, in: context)
            } else if needles.mayHoldDigits(bytes) {
                ranges += encodedRanges(bytes, in: context)
            }
        }
        if !known.isEmpty {
            ranges += known.ranges(in: bytes).map { SecretRange(range: $0, kind: .known) }
        }
        return ranges
    }

    /// Whether what stands there is a secret, and not too plain for one.
    func isSecret(_ secret: SecretRange, in bytes: [UInt8]) -> Bool {
        guard secret.kind == .named || secret.kind == .path else { return true }
        let plain = DecodedLayer.plain(Array(bytes[secret.range]))
        let scope = SecretScope(
            of: plain,
            kind: secret.kind,
            isRule: secret.isRule,
            isPassword: secret.isPassword
        )
        return scope != .nowhere
    }

    /// The edits that put placeholders in place of secrets; those that overlap or touch are one
    /// secret, for two placeholders in a row would read as one value.
    mutating func edits(replacing ranges: [SecretRange], of bytes: [UInt8]) -> [Edit] {
        var merged: [SecretRange] = []
        for secret in ranges.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where !secret.range.isEmpty && isSecret(secret, in: bytes) {
            if let last = merged.last, secret.range.lowerBound <= last.range.upperBound {
                let end = max(last.range.upperBound, secret.range.upperBound)
                let whole = last.range.lowerBound..<end
                if last.range != secret.range || last.replacement != secret.replacement {
                    merged[merged.count - 1].replacement = nil
                }
                merged[merged.count - 1].range = whole
            } else {
                merged.append(secret)
            }
        }
        return merged.compactMap { secret in
            let spelled = Array(bytes[secret.range])
            let replacement =
                secret.replacement
                ?? placeholder(for: spelled, secret.kind, isRule: secret.isRule).map {
                    SecretSpelling.spelled($0, as: spelled)
                }
            return replacement.map {
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
        if kind == .userInfo {
            learn(passwordOf: plain)
        } else if kind == .webhook {
            learn(lastPartOf: plain, behind: UInt8(ascii: "/"), placeholder)
        } else if !prefix.isEmpty {
            learn(lastPartOf: plain, behind: UInt8(ascii: "-"), placeholder)
        }
        return placeholder
    }

    /// The password of `name:password` is a secret wherever else it stands.
    mutating func learn(passwordOf pair: [UInt8]) {
        guard let colon = pair.firstIndex(of: UInt8(ascii: ":")) else { return }
        let password = Array(pair[(colon + 1)...])
        guard isSecret(SecretRange(range: password.indices, kind: .named), in: password) else {
            return
        }
        _ = placeholder(for: password, .named)
    }

    /// What is secret in a webhook is the last step of its path, in a token what stands behind its last hyphen.
    ///
    /// Alone it is the same secret. Whoever takes the last step of what stands for a webhook has the same.
    private mutating func learn(
        lastPartOf secret: [UInt8],
        behind separator: UInt8,
        _ placeholder: [UInt8]
    ) {
        let step = Array(secret.split(separator: separator).last ?? [])
        guard step.count < secret.count, step.count >= Self.shortestPart,
            SecretScope(of: step, kind: .webhook, isRule: false) == .anywhere
        else { return }
        placeholders.insert(placeholder, forPart: step)
        learn(step, isWord: false)
    }

    /// The shortest part of a secret that is as good as the whole.
    private static var shortestPart: Int { 16 }

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
