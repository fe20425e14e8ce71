import RepriseFloor

/// What made or changed each thing last.
///
/// There is one for everything that the bot ever made, so what is named with one channel only, as nearly all is, takes little memory.
struct OriginBook: Sendable {
    /// The origin of a thing that was named with one channel, or without, every time.
    private struct Origin: BitwiseCopyable {
        var channel: SignatureKey
        var cause: Cause
    }

    private static let noChannel = SignatureKey(String?.none)

    /// The places of origins by the things.
    private var places: [SignatureKey: UInt32] = [:]
    private var origins = ScratchArray<Origin>()
    /// The origins of things that were named with several channels.
    private var others: [SlackReference.Key: Origins] = [:]
    /// The channels by what stands for them, for when a thing is named with a second one.
    private var channels: [SignatureKey: String?] = [:]

    /// Notes that something was made or changed.
    mutating func note(_ cause: Cause, of thing: SlackReference) {
        if others[thing.key] != nil {
            return others[thing.key]?.note(cause, in: thing.channel) ?? ()
        }
        let channel = SignatureKey(thing.channel)
        if channels[channel] == nil { channels[channel] = .some(thing.channel) }
        let key = SignatureKey(thing.key)
        guard let place = places[key] else {
            places[key] = UInt32(origins.count)
            origins.append(Origin(channel: channel, cause: cause))
            return
        }
        let known = origins[Int(place)]
        guard known.channel != channel else {
            origins[Int(place)].cause = cause
            return
        }
        var several = Origins()
        several.note(known.cause, in: channels[known.channel] ?? nil)
        several.note(cause, in: thing.channel)
        others[thing.key] = several
        places[key] = nil
    }

    /// The latest cause for a thing in its channel: channels count only where both are known.
    func latest(of thing: SlackReference) -> Cause? {
        if let several = others[thing.key] { return several.latest(in: thing.channel) }
        guard let place = places[SignatureKey(thing.key)] else { return nil }
        let origin = origins[Int(place)]
        guard thing.channel != nil, origin.channel != Self.noChannel else { return origin.cause }
        return origin.channel == SignatureKey(thing.channel) ? origin.cause : nil
    }
}

/// What made or changed a thing last, in each channel that it was named with.
private struct Origins: Sendable {
    private var causes: [String?: (number: Int, cause: Cause)] = [:]
    private var last: (number: Int, cause: Cause)?

    mutating func note(_ cause: Cause, in channel: String?) {
        let entry = ((last?.number ?? 0) + 1, cause)
        causes[channel] = entry
        last = entry
    }

    /// The latest cause for a thing in that channel: channels count only where both are known.
    func latest(in channel: String?) -> Cause? {
        guard let channel else { return last?.cause }
        let (known, unknown) = (causes[channel], causes[nil])
        guard let known else { return unknown?.cause }
        return (unknown?.number ?? 0) > known.number ? unknown?.cause : known.cause
    }
}
