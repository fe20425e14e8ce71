public import SlackWire

/// A body that is recorded as it comes, in a file of its own.
///
/// One task at a time uses it.
public protocol BodyRecording: AnyObject, Sendable {
    /// Takes the next bytes.
    ///
    /// Returns at once; whoever appends awaits ``waitForRoom()`` after it.
    func append(_ piece: [UInt8])

    /// Returns when there is room for more, so that memory stays bounded while a disk is slower than a network.
    func waitForRoom() async

    /// Takes the end.
    ///
    /// - Parameter isCut: Whether the body broke off there.
    /// - Returns: What the entry says that has this body, which must be appended behind it.
    func finish(isCut: Bool) -> BodyFile

    /// Forgets it: no entry will name it.
    func discard()
}
