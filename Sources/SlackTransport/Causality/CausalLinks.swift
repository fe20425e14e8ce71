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

    /// A message, file or view that the bot made or changed, and what says so.
    private struct Origin: Sendable {
        var reference: SlackReference
        var cause: Cause
    }

    /// A frame that named something of which no origin was known.
    private struct Mention: Sendable {
        var reference: SlackReference
        var frame: FrameRef
        /// How many actions the bot had made by then.
        var actions: Int
    }

    private var origins: [SlackReference.Key: [Origin]] = [:]
    private var mentions: [SlackReference.Key: [Mention]] = [:]
    private var acts: [MessageAct: Cause] = [:]
    private var actsOfCalls: [Int: MessageAct] = [:]
    private var ownUsers: Set<String> = []
    private var givenURLs: [String: Cause] = [:]
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
        guard let act = CallEffects.act(of: target, arguments: arguments) else { return }
        acts[act] = .action(action)
        actsOfCalls[call] = act
    }

    /// Takes in the answer to a call; returns causes of earlier frames.
    mutating func answered(
        call: Int,
        action: Int,
        target: WebAPICall.Target,
        arguments: WebAPIArguments,
        _ answer: WebAPIAnswer
    ) -> [LateLink] {
        for url in SocketLinks.urls(in: answer.body) { givenURLs[url] = .answer(call: call) }
        if let user = CallEffects.ownUser(in: answer, to: target) { ownUsers.insert(user) }
        // Whoever hears of the act from now on heard of it after the answer.
        if let act = actsOfCalls.removeValue(forKey: call), acts[act] == .action(action) {
            acts[act] = .answer(call: call)
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
        for url in reading.urls { givenURLs[url] = .frame(frame) }
        var causes: [Cause] = []
        for reference in reading.references {
            if let origin = origins[reference.key]?.last(where: { $0.reference.mayEqual(reference) }
            ) {
                if !causes.contains(origin.cause) { causes.append(origin.cause) }
            } else if !unsettled.isEmpty {
                mentions[reference.key, default: []].append(
                    Mention(reference: reference, frame: frame, actions: actions)
                )
            }
        }
        if let act = reading.act, let cause = acts[act], mayBeOwn(reading.user),
            !causes.contains(cause)
        {
            causes.append(cause)
        }
        return causes
    }

    /// What gave the bot a socket's URL; a client may have appended to it.
    func origin(ofURL url: String) -> Cause? {
        if let cause = givenURLs[url] { return cause }
        return givenURLs.filter { url.hasPrefix($0.key) }
            .max { $0.key.utf8.count < $1.key.utf8.count }?.value
    }

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
            for mention in mentions[reference.key] ?? []
            where mention.actions > action && mention.reference.mayEqual(reference) {
                links.append(LateLink(frame: mention.frame, cause: .action(action)))
            }
            origins[reference.key, default: []].removeAll { $0.reference == reference }
            origins[reference.key, default: []].append(Origin(reference: reference, cause: cause))
        }
        if unsettled.isEmpty { mentions = [:] }
        return links
    }
}
