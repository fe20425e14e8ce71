import SlackWire

extension World {
    /// Answers a request to an address that is no method's.
    mutating func answer(
        _ call: WebAPICall,
        _ url: AddressParts
    ) throws(TransportFailure) -> WebAPIAnswer {
        throw TransportFailure(
            .connect,
            "the workspace has nothing at \(url.authority); only Slack's own addresses exist here"
        )
    }

    /// Acts on what the app answered to an envelope.
    mutating func respond(to envelope: String, with payload: JSONValue) {}
}
