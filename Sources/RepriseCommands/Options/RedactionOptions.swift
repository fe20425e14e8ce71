import ArgumentParser
import Foundation
import SecretRedaction
import SessionRecording

/// What counts as a secret, from the command line: never a secret itself.
struct RedactionOptions: ParsableArguments {
    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp(
            "A file of rules of your own, one a line: name, header, path, pattern or keep, and what.",
            valueName: "file"
        ),
        completion: .file()
    )
    var rulesFile: String?

    @Option(
        help: ArgumentHelp(
            "A file with a key: placeholders are then the same in every session with that key.",
            valueName: "file"
        ),
        completion: .file()
    )
    var keyFile: String?

    @Flag(
        name: [.customLong("pseudonymise"), .customLong("pseudonymize")],
        help: "Replace people: names, e-mail addresses, avatars, the team's name and domain."
    )
    var pseudonymise = false

    @Flag(help: "With --pseudonymise: replace the words of messages, too.")
    var messageText = false

    func validate() throws {
        if messageText, !pseudonymise {
            throw ValidationError("--message-text goes with --pseudonymise.")
        }
    }

    /// A redactor for one session.
    func redactor() throws -> Redactor {
        Redactor(
            rules: try RedactionRules.standard(and: rulesFile),
            key: try keyFile.map { try Self.key($0) },
            pseudonyms: pseudonymise ? Pseudonyms(messageText: messageText) : nil
        )
    }

    private static func key(_ path: String) throws -> RedactionKey {
        do {
            return try RedactionKey(TextFile.bytes(of: path))
        } catch let problem as RedactionKey.Problem {
            throw CommandFailure("\(path): \(problem)")
        }
    }
}

extension RedactionRules {
    /// The standard rules, and those of a file if there is one.
    static func standard(and path: String?) throws -> RedactionRules {
        guard let path else { return .standard }
        let text = String(decoding: try TextFile.bytes(of: path), as: UTF8.self)
        do {
            return .standard + (try RedactionRules(parsing: text))
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
    }
}

/// A small file that a user names.
enum TextFile {
    static func bytes(of path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw CommandFailure("cannot read \(path); check the path and its permissions")
        }
    }
}
