import SecretRedaction
import SessionRecording
import SlackReplay
import SlackWire

/// What came out of checking one fixture.
struct VerifiedFixture {
    let path: String
    private let result: Result<SessionVerification, FixtureError>

    init(_ path: String, _ options: SessionVerification.Options) {
        self.path = path
        do throws(FixtureError) {
            result = .success(try SessionVerification(contentsOf: path, options: options))
        } catch {
            result = .failure(error)
        }
    }

    /// Whether it is a fixture in which nothing was found.
    var isFine: Bool {
        if case .success(let verification) = result { verification.isFine } else { false }
    }

    /// Whether it could not be read at all.
    var isUnreadable: Bool {
        if case .failure = result { true } else { false }
    }

    /// Says so on stdout; what cannot be read, on stderr.
    func print() {
        switch result {
        case .failure(let error): Console.note("reprise: \(error)")
        case .success(let verification):
            if verification.isFine {
                return Console.print("\(path): fine, \(verification.entries) entries")
            }
            for finding in verification.findings {
                // An error about a line names the file itself.
                if case .damaged = finding.problem {
                    Console.print("\(finding)")
                } else {
                    Console.print("\(path): \(finding)")
                }
            }
            if verification.unlisted > 0 {
                Console.print("\(path): and \(verification.unlisted) findings more")
            }
        }
    }

    /// Everything for machines.
    static func json(_ reports: [VerifiedFixture]) -> JSONValue {
        [
            "fine": .bool(reports.allSatisfy(\.isFine)),
            "files": .array(reports.map(\.json)),
        ]
    }

    private var json: JSONValue {
        switch result {
        case .failure(let error):
            return ["path": .string(path), "readable": false, "error": .string("\(error)")]
        case .success(let verification):
            return [
                "path": .string(path),
                "readable": true,
                "entries": .number(String(verification.entries)),
                "findings": .array(verification.findings.map(\.json)),
                "unlisted": .number(String(verification.unlisted)),
            ]
        }
    }
}

extension SessionVerification.Finding {
    fileprivate var json: JSONValue {
        var members = [
            JSONMember("problem", .string(problem.name)),
            JSONMember("line", .number(String(line))),
        ]
        if let entry { members.append(JSONMember("entry", .number(String(entry)))) }
        switch problem {
        case .secret(let secret), .hiddenSecret(let secret):
            members += [
                JSONMember("kind", .string(secret.kind.rawValue)),
                JSONMember("place", .string(secret.place)),
                JSONMember("byte", .number(String(secret.byte))),
                JSONMember("masked", .string(secret.masked)),
            ]
        case .randomText(let text):
            members += [
                JSONMember("place", .string(text.place)),
                JSONMember("byte", .number(String(text.byte))),
            ]
        case .missingBody(let body), .otherBody(let body):
            members.append(JSONMember("sha256", .string(body.sha256)))
        case .damaged, .truncated, .notRedacted, .unnamedBodies, .tooOld: break
        }
        members.append(JSONMember("message", .string(description)))
        return .object(members)
    }
}
