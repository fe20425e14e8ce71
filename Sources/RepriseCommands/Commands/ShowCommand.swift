import ArgumentParser
import RepriseHarness
import SecretRedaction
import SessionRecording
import SlackWire

/// `reprise show`: a fixture as text.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows what was said in a recorded session.",
        discussion: """
            One line for each entry: time, direction, words. With --json the fixture's own lines, \
            with escapes for what a terminal would obey, so that they can be shown (git's textconv) as well as read. A truncated fixture is shown up to its last whole entry.

            Example: reprise show Fixtures/rtm-2017.jsonl.gz
            """
    )

    @Argument(help: "The fixture.", completion: .file(extensions: ["gz", "jsonl"]))
    var file: String

    @Flag(help: "Print the entries as JSON Lines, for machines.")
    var json = false

    @OptionGroup(title: "Limits") var limits: LimitOptions

    func run() async throws {
        try await reportingFailures {
            let reader = try SessionReader(path: file, limits: limits.values)
            var redactor = Redactor()
            var header = reader.header
            redactor.redact(&header)
            if !json { Console.print(header.heading) }
            while let entry = try reader.next() {
                if json {
                    Console.print(JSONText(uncheckedBytes: Array(entry.fixtureText.utf8)).printable)
                } else {
                    // What a terminal shows gets copied: secrets stay in the file.
                    var shown = entry
                    redactor.redact(&shown)
                    Console.print(EntryLine(shown).description)
                }
            }
            if let notice = reader.ending?.notice { Console.note(notice) }
        }
    }
}
