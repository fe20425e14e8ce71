import SecretRedaction
import SessionRecording
import SlackWire

/// Rules of somebody's own, the first half of the input, on the second; with a key and without.
enum RulesTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) -> CInt {
        let bytes = Array(input)
        let half = bytes.firstIndex(of: 0) ?? bytes.count / 2
        let text = String(decoding: bytes[..<half], as: UTF8.self)
        let own: RedactionRules
        do {
            own = try RedactionRules(parsing: text)
        } catch {
            promise(error.line >= 1, "an error about rules names its line")
            _ = "\(error)"
            return 0
        }
        let session = Inputs.conversation(Array(bytes[half...]))
        let key = try? RedactionKey((0..<32).map { UInt8($0 * 7) })
        for key in [nil, key] {
            let once = redacted(session, own, key)
            promise(
                once == redacted(session, own, key),
                "the same secrets get the same placeholders"
            )
            promise(
                (try? Session(bytes: once))?.isComplete == true,
                "a session can be written and read, whatever the rules"
            )
        }
        return 0
    }

    private static func redacted(
        _ session: Session,
        _ own: RedactionRules,
        _ key: RedactionKey?
    ) -> [UInt8] {
        var redactor = Redactor(rules: .standard + own, key: key)
        return redactor.redacted(session).fixtureBytes(redactor: nil)
    }
}
