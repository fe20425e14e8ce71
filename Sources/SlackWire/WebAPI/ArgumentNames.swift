extension WebAPIArguments {
    /// Arguments that are words for people: text in them that looks like JSON is still text.
    public static let proseNames: Set<String> = [
        "text", "markdown_text", "initial_comment", "title", "filename", "name", "topic", "purpose",
        "query", "content", "alt_txt", "status_text", "username",
    ]

    /// Whether an argument is a truth value, which clients spell `true` or `1`.
    ///
    /// The names are those of Slack's method schema. slack_sdk writes `1` into a form and `true` into
    /// JSON for the same call.
    static func isTruthValue(_ name: String) -> Bool {
        truthNames.contains(name) || truthPrefixes.contains { name.hasPrefix($0) }
    }

    private static let truthPrefixes = ["include_", "exclude_", "is_", "no_"]

    private static let truthNames: Set<String> = [
        "allow_child_auto_install", "as_user", "auto_provision", "batch_presence_aware",
        "can_post_comment", "disable_semantic_search", "enable_section", "external_limited",
        "force_refresh", "highlight", "inclusive", "link_names", "metadata_only", "mobile_only",
        "mpim_aware", "mrkdwn", "only_guests", "org_wide", "presence_sub", "reply_broadcast",
        "resend", "return_im", "show_files_hidden_by_limit", "simple_latest", "total_count_only",
        "unfurl_links", "unfurl_media", "user_auth_required", "web_only",
    ]
}
