import Configuration
import SlackBot
import SlackTransport
import SlackWire

/// Reads settings one by one, and knows where each is from.
struct SettingReader {
    let providers: [any ConfigProvider]

    /// A value, and where it is from.
    private struct Found {
        let text: String
        let name: String
        let source: String

        func error(_ setting: Setting) -> SettingError {
            SettingError(setting, name: name, source: source, value: text)
        }
    }

    /// The first provider's that has one.
    private func find(_ setting: Setting) throws(SettingError) -> Found? {
        let parts = setting.rawValue.split(separator: ".").map { String($0) }
        let key = AbsoluteConfigKey(parts, context: [:])
        for provider in providers {
            guard let result = try look(setting, at: key, in: provider),
                let text = result.value?.content.spelled, !text.isEmpty
            else { continue }
            return Found(text: text, name: result.encodedKey, source: provider.providerName)
        }
        return nil
    }

    private func look(
        _ setting: Setting,
        at key: AbsoluteConfigKey,
        in provider: any ConfigProvider
    ) throws(SettingError) -> LookupResult? {
        var reason: (any Error)?
        // The environment has texts only, a file may have numbers.
        for type in setting.isSecret ? [ConfigType.string] : [.string, .int, .double] {
            do {
                return try provider.value(forKey: key, type: type)
            } catch {
                reason = reason ?? error
            }
        }
        throw SettingError(
            setting,
            name: setting.rawValue,
            source: provider.providerName,
            reason: reason.map { "\($0)" }
        )
    }

    private func read<Value>(
        _ setting: Setting,
        _ convert: (String) -> Value?
    ) throws(SettingError) -> Value? {
        guard let found = try find(setting) else { return nil }
        guard let value = convert(found.text) else { throw found.error(setting) }
        return value
    }

    func token(_ setting: Setting, prefixes: [String]) throws(SettingError) -> SlackToken? {
        try read(setting) { text in
            let isOne = prefixes.contains { text.hasPrefix($0) }
            // A line break at its end would break the header that it goes into.
            return isOne && !text.contains { $0.isWhitespace } ? SlackToken(text) : nil
        }
    }

    func url(_ setting: Setting) throws(SettingError) -> String? {
        try read(setting) { text in
            guard let address = WebAddress(text), !address.scheme.isSocket else { return nil }
            return text
        }
    }

    func count(_ setting: Setting, atLeast least: Int) throws(SettingError) -> Int? {
        try read(setting) { text in Int(text).flatMap { $0 >= least ? $0 : nil } }
    }

    func seconds(_ setting: Setting) throws(SettingError) -> Double? {
        // A year is more than any of them can mean, and far from what overflows.
        try read(setting) { text in
            Double(text).flatMap { (0...31_536_000).contains($0) ? $0 : nil }
        }
    }

    func processing(capacity: Int?, limit: Int?) throws(SettingError) -> Processing? {
        guard let name = try read(.processing, { ProcessingName(rawValue: $0) }) else {
            // It would have no effect, and nobody would know.
            try refuse(.capacity, because: "it needs \(Setting.processing.rawValue) beside it")
            try refuse(.limit, because: "it needs \(Setting.processing.rawValue) beside it")
            return nil
        }
        if name == .inline || name == .queued {
            try refuse(.limit, because: "\(name.rawValue) has one handler at a time")
        }
        let capacity = capacity ?? 1_000
        return switch name {
        case .inline: .inline(readAhead: capacity)
        case .detached: .detached(limit: limit ?? 1_000, readAhead: capacity)
        case .queued: .queued(capacity: capacity)
        case .queuedByChannel: .queued(by: .channel, limit: limit ?? .max, capacity: capacity)
        case .queuedByThread: .queued(by: .thread, limit: limit ?? .max, capacity: capacity)
        case .queuedByUser: .queued(by: .user, limit: limit ?? .max, capacity: capacity)
        }
    }

    private func refuse(_ setting: Setting, because reason: String) throws(SettingError) {
        guard let found = try find(setting) else { return }
        throw SettingError(
            setting,
            name: found.name,
            source: found.source,
            value: found.text,
            reason: reason
        )
    }
}

extension ConfigContent {
    /// The value as the environment would spell it; `nil` for lists and the like.
    fileprivate var spelled: String? {
        switch self {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number): String(number)
        default: nil
        }
    }
}
