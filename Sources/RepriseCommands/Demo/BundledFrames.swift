import SlackWorkspace

/// The real frames that come with the command.
enum BundledFrames {
    /// Where they come from.
    static let credit =
        "wee-slack's test data, MIT, Copyright (c) 2014-2016 Ryan Huber and contributors"

    /// The frames with their times.
    static func script() throws -> WorkspaceScript {
        try WorkspaceScript(parsing: PackageResources.rtm_2017_jsonl, name: "rtm-2017.jsonl")
    }
}
