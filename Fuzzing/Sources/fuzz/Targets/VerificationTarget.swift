import SecretRedaction
import SessionRecording
import SlackWire

/// `verify`, of any file and of sessions that were redacted.
enum VerificationTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) -> CInt {
        let bytes = Array(input)
        let options = SessionVerification.Options(limits: Inputs.limits, now: 0)
        if let found = try? SessionVerification(bytes: bytes, options: options) {
            promise(found.isFine == found.findings.isEmpty, "what is fine has no findings")
            for finding in found.findings { _ = "\(finding)" }
        }
        let session = Inputs.session(bytes) ?? Inputs.conversation(bytes)
        var redactor = Redactor()
        let redacted = redactor.redacted(session).fixtureBytes(redactor: nil)
        let found = try? SessionVerification(bytes: redacted, options: options)
        promise(found != nil, "a redacted session can be verified")
        return 0
    }
}
