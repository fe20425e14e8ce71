import RepriseCommands

@main
enum Entry {
    static func main() async {
        await RepriseCommand.start()
    }
}
