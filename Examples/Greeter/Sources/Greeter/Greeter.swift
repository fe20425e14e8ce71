public import SlackBot

/// Says hi to whoever says hi, by name.
///
/// The name comes from `users.info`, which takes longer for some users than for others. Work that takes
/// unequal time is what tells the policies apart: a queue answers in the order in which people wrote, and
/// a task for each message answers whoever is looked up first.
public let greeter = Bot(.rtm, processing: .queued()) { event, context in
    guard event.type == "message", event.subtype == nil, let user = event.user,
        event.text?.lowercased().hasPrefix("hi") == true
    else { return }
    let answer = try await context.call("users.info", ["user": .string(user)])
    let name = answer["user"]?["name"]?.string ?? "stranger"
    try await context.reply("hi \(name)", to: event)
}
