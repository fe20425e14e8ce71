/// Why a setting cannot be used.
public struct SettingError: Error, Sendable, Hashable {
    /// Which.
    public let setting: Setting
    /// Its name as its source spells it, for example `SLACK_BOT_TOKEN`.
    public let name: String
    /// Where it is from, by the provider's own name, for example `EnvironmentVariablesProvider`.
    public let source: String
    /// What it is; `nil` for a secret.
    public let value: String?
    /// What the provider says, if it could not read it.
    public let reason: String?

    init(
        _ setting: Setting,
        name: String,
        source: String,
        value: String? = nil,
        reason: String? = nil
    ) {
        self.setting = setting
        self.name = name
        self.source = source
        self.value = setting.isSecret ? nil : value
        self.reason = setting.isSecret ? nil : reason
    }
}

extension SettingError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        let shown = value.map { " ('\($0)')" } ?? ""
        let why = reason.map { " (\($0))" } ?? ""
        return
            "\(name)\(shown) from \(source) cannot be used: it has to be \(setting.expectation)\(why)."
    }
}
