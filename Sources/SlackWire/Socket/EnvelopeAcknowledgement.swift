/// What a bot answers to an envelope of Socket Mode, within three seconds of its arrival.
public struct EnvelopeAcknowledgement: Sendable, Hashable {
    /// The most bytes that Slack takes in a frame of Socket Mode: at more it closes the socket with code 1009 and
    /// "Max frame length of 20480 has been exceeded." (seen by github.com/revelrylabs/slax, pull request 614).
    public static let sizeLimit = 20 * 1024

    /// The id of the envelope.
    public var envelopeID: String
    /// An answer, for an envelope that accepts one.
    public var payload: JSONValue?

    /// Makes an acknowledgement.
    public init(envelopeID: String, payload: JSONValue? = nil) {
        self.envelopeID = envelopeID
        self.payload = payload
    }

    /// The acknowledgement as JSON.
    public var json: JSONValue {
        var members = [JSONMember("envelope_id", .string(envelopeID))]
        if let payload { members.append(JSONMember("payload", payload)) }
        return .object(members)
    }

    /// The frame to send.
    public var message: SocketMessage { SocketMessage(json: json) }
}
