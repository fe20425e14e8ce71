import Interleaving
import Measuring
import SlackWire

/// Counts the schedules until the bug of a program is found.
@main
enum SCTBench {
    static func main() throws {
        let arguments = try Arguments()
        switch arguments.verb {
        case "list":
            Output.write(Program.all.map { JSONMember($0.name, .string($0.family.rawValue)) })
        case "trials":
            let name = try arguments.text("program")
            guard let program = Program.named(name) else {
                throw Arguments.Problem("There is no program \(name).")
            }
            let search = Search(
                program: program,
                trials: try arguments.number("trials", or: 20),
                schedules: try arguments.number("schedules", or: 10_000),
                method: try method(arguments.number("strategies", or: "portfolio"))
            )
            Output.write(try search.run().json)
        default:
            throw Arguments.Problem("There is no verb \(arguments.verb).")
        }
    }

    private static func method(_ names: String) throws -> Exploration.Method {
        var exploration = Exploration()
        try exploration.configure(from: ["INTERLEAVING_STRATEGIES": names])
        return exploration.method
    }
}
