/// What people write: words of uneven frequency, with mentions, links, numbers and emoji now and then.
struct Chatter {
    /// Common words first: a word's rank decides how often it comes.
    private static let words = """
        the to a is and it in for on that I you we this of not with have be at are can was so but if do
        just what as there from now or will should how when all an one like get by out up me they more
        no yes time build deploy server test release branch merge review ticket please thanks think
        know see look works broken fixed again today tomorrow morning meeting call lunch coffee
        customer report staging production database index query cache queue worker token timeout
        retry error log graph dashboard alert pager latency memory disk network socket message channel
        thread bot reply draft doc design API client library version upgrade rollback feature flag
        experiment metric budget quarter plan roadmap estimate blocker question answer idea maybe
        probably definitely actually really still already almost never always sometimes why where who
        which because before after until while without against between during though however instead
        anyone everyone somebody nobody nothing everything something weekend holiday office remote
        keyboard laptop screen door kitchen printer badge train delay weather sunny raining
        """.split { $0 == " " || $0 == "\n" }.map(String.init)

    private static let rare = [
        "\u{1f389}", ":tada:", ":eyes:", ":thumbsup:", ":white_check_mark:", "caf\u{e9}",
        "na\u{ef}ve",
        "\\u2014", "&amp;", "&lt;none&gt;", "```let x = 1```", "_really_", "*important*", "~done~",
    ]

    /// A sentence or two, spelled as in JSON.
    static func text(_ random: inout SplitMix, people: [String]) -> String {
        // Most messages are short and a few are long.
        let length = 2 + random.below(8) + (random.below(5) == 0 ? random.below(40) : 0)
        var parts: [String] = []
        for _ in 0..<length {
            switch random.below(40) {
            case 0: parts.append("<@\(people[random.below(people.count)])>")
            case 1:
                let path = random.characters(10, of: SplitMix.mixed)
                parts.append("<https:\\/\\/example.org\\/\(path)>")
            case 2: parts.append("\(random.below(100_000))")
            case 3: parts.append(rare[random.below(rare.count)])
            default: parts.append(word(&random))
            }
        }
        return parts.joined(separator: " ")
    }

    /// The smaller of two ranks: common words come more often than rare ones.
    private static func word(_ random: inout SplitMix) -> String {
        words[min(random.below(words.count), random.below(words.count))]
    }
}
