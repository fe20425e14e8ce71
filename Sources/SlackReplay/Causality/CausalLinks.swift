import SlackTransport
import SlackWire

/// Finds the causes of recorded frames in one pass over a recording, from Slack's own ids.
///
/// It is fed everything in recorded order and answers, for each frame, what must have happened before it.
/// A frame may come before the answer that names what it is about (Slack sends the echo of a post before
/// the post's answer now and then): such links come out later, when the answer is fed.
struct CausalLinks: Sendable {
    /// A cause found for a frame that was fed earlier.
    struct LateLink: Sendable, Hashable {
        var frame: FrameRef
        var cause: Cause
    }

    /// A frame that named something of which no origin was known.
    private struct Mention: Sendable {
        var reference: SlackReference
        var frame: FrameRef
        /// How many actions the bot had made by then.
        var actions: Int
        /// How many causes have been found for it.
        var links = 0
    }

    /// How many mentions of one thing wait for its origin, and how many causes one of them may get.
    ///
    /// No session of Slack's comes near; a hostile one could ask for a link from each of a million frames
    /// to each of a million answers.
    private static let mentionLimit = 256
    private static let linkLimit = 8

    private var origins = OriginBook()
    private var mentions: [SlackReference.Key: [Mention]] = [:]
    private var acts: [BotAct: ActQueue] = [:]
    private var actsOfCalls: [Int: [BotAct]] = [:]
    private var ownUsers: Set<String> = []
    private var givenURLs = GivenURLs<Cause>()
    /// Actions without an outcome so far: only they can turn out to be what a frame was about.
    private var unsettled: Set<Int> = []

    /// Takes in a call.
    mutating func made(
        call: Int,
        action: Int,
        target: WebAPICall.Target,
        arguments: WebAPIArguments
    ) {
        if !CallEffects.isLooking(target) { unsettled.insert(action) }
        let acts = CallEffects.acts(of: target, arguments: arguments)
        guard !acts.isEmpty else { return }
        for act in acts {
            self.acts[act, default: ActQueue()].append(action, text: arguments["text"]?.string)
        }
        actsOfCalls[call] = acts
    }

    /// The bot says something with an acknowledgement.
    mutating func said(_ text: String, action: Int) {
        let act = BotAct(event: BotAct.said, id: text)
        acts[act, default: ActQueue()].append(action, text: nil)
    }

    /// Takes in the answer to a call; returns causes of earlier frames.
    mutating func answered(
        call: Int,
        action: Int,
        target: WebAPICall.Target,
        arguments: WebAPIArguments,
        _ answer: WebAPIAnswer
    ) -> [LateLink] {
        for url in SocketLinks.urls(in: answer.body) {
            givenURLs.note(url, from: .answer(call: call))
        }
        if let user = CallEffects.ownUser(in: answer, to: target) { ownUsers.insert(user) }
        // Whoever hears of the act from now on heard of it after the answer.
        for act in actsOfCalls.removeValue(forKey: call) ?? [] {
            acts[act]?.answered(action, by: .answer(call: call))
        }
        let references = CallEffects.references(in: answer, to: target, arguments: arguments)
        return settled(action, references, origin: .answer(call: call))
    }

    /// Takes in the failure of a call: whatever it did, nothing will name it.
    mutating func failed(action: Int) {
        _ = settled(action, [], origin: .action(action))
    }

    /// Takes in a message of the bot that Slack will acknowledge.
    mutating func sent(action: Int) {
        unsettled.insert(action)
    }

    /// Takes in the acknowledgement of a message; returns causes of earlier frames.
    mutating func acknowledged(
        action: Int,
        channel: String?,
        by frame: FrameRef,
        _ reading: FrameReading
    ) -> [LateLink] {
        let references = reading.references.map { reference in
            SlackReference(kind: reference.kind, id: reference.id, channel: channel)
        }
        return settled(action, references, origin: .frame(frame))
    }

    /// Takes in any other frame; returns its causes.
    mutating func received(_ frame: FrameRef, _ reading: FrameReading, actions: Int) -> [Cause] {
        for url in reading.urls { givenURLs.note(url, from: .frame(frame)) }
        var causes: [Cause] = []
        var seen: Set<Cause> = []
        for reference in reading.references {
            if let cause = origins.latest(of: reference) {
                if seen.insert(cause).inserted { causes.append(cause) }
            } else if !unsettled.isEmpty, reading.isAbout(reference.kind) {
                remember(Mention(reference: reference, frame: frame, actions: actions))
            }
        }
        for act in reading.acts where acts[act] != nil {
            guard !reading.isByItsUser || mayBeOwn(reading.user),
                let cause = acts[act]?.tell(text: reading.text), seen.insert(cause).inserted
            else { continue }
            causes.append(cause)
        }
        return causes
    }

    /// What gave the bot a socket's URL; a client may have appended to it.
    func origin(ofURL url: String) -> Cause? { givenURLs.origin(of: url) }

    private mutating func remember(_ mention: Mention) {
        guard mentions[mention.reference.key, default: []].count < Self.mentionLimit else { return }
        mentions[mention.reference.key, default: []].append(mention)
    }

    /// Whether somebody did what a frame tells of who is known to be another than the bot.
    func isByAnother(_ reading: FrameReading) -> Bool { !mayBeOwn(reading.user) }

    private func mayBeOwn(_ user: String?) -> Bool {
        guard let user, !ownUsers.isEmpty else { return true }
        return ownUsers.contains(user)
    }

    /// An action has its outcome, which names `references`.
    private mutating func settled(
        _ action: Int,
        _ references: [SlackReference],
        origin cause: Cause
    ) -> [LateLink] {
        unsettled.remove(action)
        var links: [LateLink] = []
        for reference in references {
            links += self.links(to: reference, from: action)
            origins.note(cause, of: reference)
        }
        if unsettled.isEmpty { mentions = [:] }
        return links
    }

    /// Frames that named the thing before it was known that the action made it.
    private mutating func links(to reference: SlackReference, from action: Int) -> [LateLink] {
        guard var waiting = mentions.removeValue(forKey: reference.key) else { return [] }
        var links: [LateLink] = []
        for index in waiting.indices
        where waiting[index].actions > action && waiting[index].reference.mayEqual(reference) {
            waiting[index].links += 1
            links.append(LateLink(frame: waiting[index].frame, cause: .action(action)))
        }
        waiting.removeAll { $0.links >= Self.linkLimit }
        if !waiting.isEmpty { mentions[reference.key] = waiting }
        return links
    }
}
