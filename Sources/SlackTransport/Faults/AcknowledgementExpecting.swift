/// A socket that expects acknowledgements and calls the bot to account for those that are missing: that of a replay.
package protocol AcknowledgementExpecting: TransportSocket {
    /// Notes that an envelope cannot be acknowledged: its connection was lost before, and Slack does not send it again.
    func excuseAcknowledgement(of envelope: String)
}
