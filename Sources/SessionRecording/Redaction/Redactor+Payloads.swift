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
        if context.inflations < Self.inflationLimit, payload.isGzip,
            let inflated = GzipInflater.inflate(payload, limit: Self.inflatedLimit)
        {
            var (text, context) = (inflated, context)
            context.inflations += 1
            redact(&text, in: context, place() + " (inflated)")
            if text != inflated { payload = GzipDeflater.deflate(text) }
            return
        }
        guard context.isExchange || hasOpenEnd || needles.mayHoldSecret(payload) else { return }
        var context = context
        if findings != nil || !rules.paths.isEmpty, context.track == nil { context.track = track() }
        // Edits leave JSON whole; malformed JSON may become any text.
        let isJSON = payload.looksLikeJSON && payload.span.isJSON
        settle(&payload, place()) { redactor, bytes in
            if isJSON { return redactor.jsonEdits(bytes, in: context) }
            if bytes.looksLikeJSON { return redactor.malformedEdits(bytes, in: context) }
            return redactor.textEdits(bytes, isSaid: true)
        }
    }

    /// The edits of JSON that is cut or malformed: secrets may stand outside of strings as well.
    private mutating func malformedEdits(_ payload: [UInt8], in context: ValueContext) -> [Edit] {
        let edits = jsonEdits(payload, in: context)
        let layer = DecodedLayer.json(payload, payload.startIndex..<payload.endIndex)
        return edits.adding(textEdits(layer.bytes, isSaid: true).map(layer.encoded))
    }

    /// The beginning of a walk through JSON; `nil` if nobody asks where it leads.
    func track(_ name: String? = nil) -> JSONTrack? {
        guard findings != nil || !rules.paths.isEmpty else { return nil }
        let position = rules.paths.isEmpty ? nil : PathPosition(rules.paths)
        let label = findings == nil ? nil : ""
        guard let name else { return JSONTrack(position, label: label) }
        return JSONTrack(position?.entering(name), label: label)
    }

    private var hasOpenEnd: Bool { stream != nil && !before.isEmpty }
}

extension [UInt8] {
    fileprivate var isGzip: Bool { count > 18 && self[0] == 0x1f && self[1] == 0x8b }
}
