import Measuring

/// Makes sessions, reads them at three depths, and writes them as other formats.
@main
enum SessionBench {
    static func main() async throws {
        let arguments = try Arguments()
        switch arguments.verb {
        case "generate": try await Making.generate(arguments)
        case "records": try Reading.records(arguments)
        case "events": try Reading.events(arguments)
        case "entries": try Reading.entries(arguments)
        case "replay": try Replaying.replay(arguments)
        case "echoes": try Echoing.echoes(arguments)
        case "record": try await Recording.record(arguments)
        case "payloads": try Writing.payloads(arguments)
        case "har": try Writing.har(arguments)
        case "redaction": try Redacting.redaction(arguments)
        case "hostility": try HostileTexts.hostility(arguments)
        default: throw Arguments.Problem("There is no verb \(arguments.verb).")
        }
    }
}
