import RepriseTestSupport
import Testing

/// Tests that want the machine for themselves: an interpreter with an SDK, a thousand sockets, a hundred megabytes.
///
/// The server of a Python client runs in this process. When another test keeps every thread busy for seconds, clients
/// give their connections up and make others, as they should, and their tests would wait for redeliveries.
@Suite(.serialized, .timeLimit(.generous)) enum OneAtATime {}
