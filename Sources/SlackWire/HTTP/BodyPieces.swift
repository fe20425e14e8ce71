/// A body on its way, of an answer or of a request.
///
/// One task reads. What nobody reads is not sent for: a transport keeps a bounded part of it, and lets the peer wait. Whoever
/// loses interest says so with ``cancel()``; so does letting go of the last reference.
public protocol BodyPieces: AnyObject, Sendable {
    /// The next bytes, at least one, waiting for them if need be; `nil` at the end, again and again.
    ///
    /// Where one piece ends and the next begins is the connection's affair, and says nothing.
    ///
    /// - Throws: ``SlackWire/TransportFailure`` when the body broke off: everything that came before was given, and it is thrown
    ///   again and again. Of kind `cancelled` when the task is cancelled while it waits: nothing is lost then, and a later call goes on.
    func next() async throws(TransportFailure) -> [UInt8]?

    /// Gives the rest up. Safe at any time, and more than once.
    func cancel()
}
