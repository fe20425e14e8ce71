import RepriseFloor
import SlackWire

/// One value that one task waits for and the thread of libcurl gives, or a failure.
typealias Pending<Value: Sendable> = OneShot<Result<Value, TransportFailure>>
