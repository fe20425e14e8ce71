/// This program.
enum Program {
    /// What it was called by, so that a command line that is printed can be typed again: its path, unless a shell
    /// found it by its name.
    static let name: String = {
        let name = CommandLine.arguments.first ?? ""
        return name.contains("/") ? name : "reprise"
    }()
}
