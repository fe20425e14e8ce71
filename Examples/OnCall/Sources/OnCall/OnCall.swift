public import SlackBot
import SlackWire

/// Pages whoever is on call, and keeps the incident in one thread.
///
/// `/page` opens a form. What is filled in becomes a message in the channel, with two buttons; whoever is on call for the service
/// is called into its thread. *Take it* says who works on it, *Resolved* closes it and leaves the thread as a file behind.
/// `timeline` in the thread gives that file at any time.
///
/// Nothing is kept in memory: the channel is where the form was asked for, the thread is what was said in it. So it can be stopped and
/// started, and two of it do no harm.
///
/// - Parameter rota: Who is on call, by service.
public func onCall(rota: [String: String]) -> Bot {
    Bot(
        .socketMode,
        // What happens in one thread happens in order; threads do not wait for each other.
        processing: .queued(by: .thread),
        listeners: [
            .command("/page") { command, context in
                let form = PageForm.modal(
                    services: rota.keys.sorted(),
                    summary: command.text,
                    channel: command.channel ?? ""
                )
                try await context.openView(form, for: command)
            },
            .view(.exactly(PageForm.callbackID)) { submission, context in
                guard let page = PageForm(submission) else {
                    // The form stays open and says so.
                    return try await context.acknowledge(PageForm.tooShort)
                }
                // It closes now: Slack waits three seconds, and posting may take longer.
                try await context.acknowledge()
                try await begin(page, rota: rota, context)
            },
            .action("take") { click, context in
                try await note("is working on it", click, context)
            },
            .action("resolve") { click, context in
                try await note("has resolved it", click, context)
                try await attachTimeline(to: click.event, context)
            },
            .message(/(?i)^\s*timeline\s*$/) { message, _, context in
                try await attachTimeline(to: message, context)
            },
        ]
    )
}

/// Posts the incident, and calls whoever is on call into its thread.
private func begin(_ page: PageForm, rota: [String: String], _ context: BotContext) async throws {
    let incident = Incident(service: page.service, summary: page.summary, reporter: page.reporter)
    let posted = try await context.postMessage(
        incident.text,
        to: page.channel,
        blocks: incident.blocks
    )
    guard let thread = posted.ts else { return }
    let person = rota[page.service].map { "<@\($0)>" } ?? "<!here>"
    try await context.postMessage(
        "\(person) you are on call for \(page.service)",
        to: posted.channel,
        thread: thread
    )
}

/// Says in the thread who did what, and puts a mark on the incident.
private func note(_ what: String, _ click: BlockAction, _ context: BotContext) async throws {
    guard let channel = click.channel, let message = click.messageTimestamp else { return }
    try await context.reply("<@\(click.user ?? "")> \(what)", to: click, in: .thread)
    do {
        let mark = click.actionID == "resolve" ? "white_check_mark" : "eyes"
        try await context.addReaction(mark, to: message, in: channel)
    } catch let error as WebAPIError where error.code == "already_reacted" {
        // Somebody was faster; one mark is enough.
    }
}

/// Uploads what was said in a thread, in order, as a file in that thread.
private func attachTimeline(to event: SlackEvent, _ context: BotContext) async throws {
    guard let channel = event.channel, let thread = event.threadRoot else { return }
    var timeline = Timeline()
    for try await message in context.replies(in: thread, of: channel) { timeline.add(message) }
    try await context.upload(
        "timeline.txt",
        Array(timeline.text.utf8),
        to: channel,
        comment: "\(timeline.count) messages",
        thread: thread
    )
}
