extension Redactor {
    /// What a payload may be inflated to; what is larger is kept as it is.
    private static let inflatedLimit = 64 << 20
    /// How often it is inflated: there is gzip that means itself.
    private static let inflationLimit = 3

    /// Takes the secrets out of a payload: JSON, a form, or any text, compressed or not.
    mutating func redact(
        _ payload: inout [UInt8],
        in context: ValueContext = ValueContext(),
        _ place: @autoclosure () -> String
    ) {
        if CompressionForm(of: payload) != nil, context.inflations < Self.inflationLimit,
            redactInflated(&payload, in: context, place())
        {
            return
        }
        if let wide = WideText(payload) {
            var text = wide.text
            redact(&text, in: context, place() + " (UTF-16)")
            if text != wide.text { payload = wide.encoded(text) }
            return
        }
        guard context.isExchange || hasOpenEnd || needles.mayHoldSecret(payload) else { return }
        // Edits leave JSON whole; malformed JSON may become any text.
        let isJSON = payload.looksLikeJSON && payload.span.isJSON
        tracking { redactor in
            redactor.settle(&payload, place()) { redactor, bytes in
                if isJSON { return redactor.jsonEdits(bytes, in: context) }
                if bytes.looksLikeJSON { return redactor.malformedEdits(bytes, in: context) }
                return redactor.textEdits(bytes, isSaid: true)
            }
        }
    }

    /// Takes the secrets out of what a compressed payload holds; false if the payload is to be looked at as it is, too.
    private mutating func redactInflated(
        _ payload: inout [UInt8],
        in context: ValueContext,
        _ place: @autoclosure () -> String
    ) -> Bool {
        guard payload.count > Self.shortestCompressed, let form = CompressionForm(of: payload),
            let compression,
            let inflated = compression.inflate(payload, form, Self.inflatedLimit)
        else { return false }
        var (text, context) = (inflated.content, context)
        context.inflations += 1
        redact(&text, in: context, place() + " (inflated)")
        // A text that only begins like zlib may have been inflated to anything.
        guard form == .gzip || inflated.isWhole || text != inflated.content else { return false }
        // What is behind it is not compressed, or cannot be read.
        let behind = Array(inflated.rest)
        var rest = behind
        redact(&rest, in: context, place() + " (behind \(form.name))")
        if text != inflated.content {
            payload = compression.deflate(text, form) + rest
        } else if rest != behind {
            payload = payload.dropLast(behind.count) + rest
        }
        return true
    }

    /// No compressed payload with a secret is as short.
    private static let shortestCompressed = 18

    /// The edits of JSON that is cut or malformed: secrets may stand outside of strings as well.
    private mutating func malformedEdits(_ payload: [UInt8], in context: ValueContext) -> [Edit] {
        let edits = jsonEdits(payload, in: context)
        let layer = DecodedLayer.json(payload, payload.startIndex..<payload.endIndex)
        let all = edits.adding(textEdits(layer.bytes, isSaid: true).map(layer.encoded))
        // Of other languages there are escapes that JSON does not know.
        return all.adding(
            self.edits(replacing: textRanges(payload, in: context), of: payload)
        )
    }

    /// Runs `body` where a track leads into JSON, if somebody asks where secrets stand or what stands where.
    ///
    /// - Parameter name: The field that the JSON is the value of, if it is; a track that is there goes on.
    @discardableResult
    mutating func tracking<Result>(
        _ name: String? = nil,
        _ body: (inout Redactor) -> Result
    ) -> Result {
        guard track == nil, findings != nil || !rules.paths.isEmpty else { return body(&self) }
        let root = rules.paths.isEmpty ? nil : PathPosition(rules.paths)
        let position = name.map { name in root?.entering(name) } ?? root
        track = JSONTrack(position, isLabelled: findings != nil)
        defer { track = nil }
        return body(&self)
    }

    /// Whether a secret may go on in what is at hand, or begin in it and go on in the next piece.
    var hasOpenEnd: Bool { stream.map { $0.isOneText || !before.isEmpty } ?? false }
}

extension CompressionForm {
    fileprivate var name: String {
        switch self {
        case .gzip: "gzip"
        case .zlib: "zlib"
        }
    }
}

/// What was in a compressed payload.
package struct InflatedPayload {
    /// The content of all members, as far as they can be read.
    package let content: [UInt8]
    /// What stands behind them, or cannot be read.
    package let rest: ArraySlice<UInt8>
    /// Whether that is nothing, and the content ends where it should.
    package let isWhole: Bool

    package init(content: [UInt8], rest: ArraySlice<UInt8>, isWhole: Bool) {
        self.content = content
        self.rest = rest
        self.isWhole = isWhole
    }
}

/// How compressed payloads are looked into: by whoever can.
package struct PayloadCompression: Sendable {
    /// The content of what is compressed and what stands behind it; `nil` if it is not, or has more than so many bytes.
    package typealias Inflate =
        @Sendable (_ bytes: [UInt8], _ form: CompressionForm, _ limit: Int) -> InflatedPayload?
    /// A content, compressed.
    package typealias Deflate =
        @Sendable (_ content: [UInt8], _ form: CompressionForm) -> [UInt8]

    package var inflate: Inflate
    package var deflate: Deflate

    package init(inflate: @escaping Inflate, deflate: @escaping Deflate) {
        self.inflate = inflate
        self.deflate = deflate
    }
}
