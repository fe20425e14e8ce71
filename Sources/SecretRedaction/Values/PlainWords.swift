/// Words that stand in every session: of JSON, and of Slack's protocol.
///
/// A value that is one of them is no secret, and replacing it wherever it stands would leave nothing of the session.
enum PlainWords {
    static func contains(_ value: [UInt8]) -> Bool {
        value.count <= longest
            && words.contains(String(decoding: value, as: UTF8.self).lowercased())
    }

    private static let longest = 32

    private static let words: Set<String> = Set(
        """
        true false null none undefined yes off default unknown other empty test
        access_token accessory account action action_id action_ids action_ts actions actions_block active actor add added
        admin alert all always any api_app_id api.test app app_id app_home app_home_opened app_mention app_uninstalled
        apps apps.connections.open archived args arguments array assistant assistant_thread_started attachment
        attachments auth auth.test author author_id author_name authorizations authorization auto away
        basic bearer block block_actions block_id block_suggestion blocks bold bool bot bot_id bot_message bot_profile
        bot_user_id bots broadcast button callback callback_id canceled cancelled card category channel channel_id
        channel_joined channel_left channel_name channel_type channels chat chat.delete chat.meMessage
        chat.postEphemeral chat.postMessage chat.update checkboxes client_msg_id close code color command commands
        complete completed confirm connection_info content content_type context conversation conversations
        conversations.history conversations.info conversations.list count created creator current custom
        danger data date datepicker delete deleted delete_original description desktop_notification destination
        details development dialog dialog_submission disable disabled disconnect display_name divider domain done
        edited element elements email embed emoji empty enable enabled end end_turn enterprise enterprise_id envelope_id
        ephemeral error errors event event_callback event_context event_id event_time event_ts events events_api
        external_id external_select fail failed failure fallback field fields file file_id file_shared files
        files.completeUploadExternal files.getUploadURLExternal filetype first footer form format from full
        function function_executed general getting global goodbye group groups guest has_more head header headers
        height hello hidden home host hosts http https icon icon_emoji icons image image_url image_block images
        in_channel info initial_comment initial_value input input_block inputs install integration interactive
        internal invalid invalid_auth inviter is_archived is_channel is_ext_shared_channel is_group is_im is_member
        is_mpim item items join joined json keyword keywords kind label labels language last latest leave left length
        level light limit limited line link link_names link_shared links list live local locale location manual
        markdown mark medium member member_joined_channel members mention message message_action message_changed
        message_deleted message_ts messages metadata method mimetype minutes missing mobile modal mode more mpim
        mrkdwn mrkdwn_in multi_static_select mute name name_normalized needed never next next_cursor nodata none normal
        not_authed notify null number num_members num_stars numbers object offset online only open option option_groups
        options order original owner page pages paging parameters parent parent_user_id path payload payload_type
        people permalink permalink_public personal picture ping pinned pins placeholder plain plain_text plain_text_input
        platform pong post posted pretext pretty preview previous primary priority private private_channel
        private_metadata production profile properties property provided public public_channel purpose queue radio_buttons
        random ratelimited reaction reaction_added reaction_removed reactions read ready real_name reason
        reconnect_url refresh_requested regular remote remove removed replace replace_original reply reply_count
        reply_to replies request required response response_action response_metadata response_type response_url
        response_urls result results retry rich_text rich_text_list rich_text_section root_id rows rtm.connect
        scope scopes search section secondary select select_option selected self send server service session set
        settings shared short shortcut show single size slack slash_commands socket socket_mode source standard
        start started state state_change static static_select status status_emoji status_text stop string
        style subject submit subtype success suggestion system table target team team_id team_domain team_join
        teams template test text text_block text_input thread thread_broadcast thread_ts threads thumb_64 time
        timeout timestamp title token token_type tokens tombstone topic total trigger_id true type typing unfurl
        unfurl_links unfurl_media update updated upload upload_url url url_private url_verification user user_agent
        user_id user_name user_profile user_typing username users users.info users.list users_select valid value values
        verification version video view view_closed view_id view_submission views views.open views.publish
        views.push views.update visible warning warnings watching webhook websocket width workflow workflow_step
        workspace write xoxb xoxp xapp
        """.split(whereSeparator: \.isWhitespace).map { String($0).lowercased() }
    )
}
