import SecretRedaction
import SlackWire

extension SessionVerification.Finding: CustomStringConvertible {
    /// Where, and what is wrong; never a secret.
    public var description: String {
        let place = entry.map { "entry \($0) (line \(line)): " } ?? problem.place(line)
        return place + problem.wording
    }
}

extension SessionVerification.Problem {
    /// The problem's name for machines.
    public var name: String {
        switch self {
        case .damaged: "damaged"
        case .truncated: "truncated"
        case .notRedacted: "not-redacted"
        case .secret: "secret"
        case .hiddenSecret: "hidden-secret"
        case .randomText: "random-text"
        case .missingBody: "missing-body"
        case .otherBody: "other-body"
        case .unnamedBodies: "unnamed-bodies"
        case .tooOld: "too-old"
        }
    }

    /// The line of what is in no entry.
    fileprivate func place(_ line: Int) -> String {
        if case .hiddenSecret = self { "line \(line): " } else { "" }
    }

    fileprivate var wording: String {
        switch self {
        case .damaged(let error): "\(error)"
        case .truncated(let line):
            "there is no end mark, and line \(line) is the first that is missing or not whole; the "
                + "recording was interrupted"
        case .notRedacted:
            "its header says that secrets were not replaced; run `reprise redact --in-place FILE`"
        case .secret(let secret):
            "a secret is left, \(secret.kind.rawValue) \(secret.masked) at \(secret.place), "
                + "byte \(secret.byte); run `reprise redact --in-place FILE`"
        case .hiddenSecret(let secret):
            "a secret is left where no reader looks, \(secret.kind.rawValue) \(secret.masked): in a member that stands "
                + "twice, in content that no entry names, or in the header of the compression; run "
                + "`reprise redact --in-place FILE`"
        case .randomText(let text):
            "\(text.length) characters look random at \(text.place), byte \(text.byte); if that is a "
                + "secret, redact it by a rule (name, path or pattern); if not, and no value of that name "
                + "is one, `keep` the name in the rules"
        case .missingBody(let body):
            "its body is not at \(body.path ?? body.sha256); put the folder beside the fixture that was recorded with it"
        case .otherBody(let body):
            "its body at \(body.path ?? body.sha256) does not hold the \(body.count) bytes that were recorded; put the file "
                + "back that was recorded"
        case .unnamedBodies(let count):
            "\(count) \(count == 1 ? "file" : "files") in the folder beside it \(count == 1 ? "is" : "are") named by no entry: left "
                + "by a recording that was interrupted, or by somebody else; remove what is not needed"
        case .tooOld(let days, let limit):
            "it was recorded \(days) days ago, and \(limit) are allowed; record it again"
        }
    }
}
