import SecretRedaction
import SessionRecording
import SlackWire

/// Pseudonyms for everybody, in what can be read of a fixture and in a conversation about the input.
enum PseudonymsTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) -> CInt {
        let bytes = Array(input)
        for session in [Inputs.session(bytes), Inputs.conversation(bytes)].compactMap(\.self) {
            for messageText in [false, true] {
                let once = pseudonymised(session, messageText)
                promise(
                    once == pseudonymised(session, messageText),
                    "the same people get the same names"
                )
                promise(
                    (try? Session(bytes: once))?.isComplete == true,
                    "a session of pseudonyms can be written and read"
                )
            }
        }
        return 0
    }

    private static func pseudonymised(_ session: Session, _ messageText: Bool) -> [UInt8] {
        var redactor = Redactor(pseudonyms: Pseudonyms(messageText: messageText))
        return redactor.redacted(session).fixtureBytes(redactor: nil)
    }
}
