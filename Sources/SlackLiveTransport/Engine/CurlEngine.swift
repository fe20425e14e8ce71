import CCurl
import RepriseFloor
import SlackWire

/// Everything that libcurl owns: calls in flight, connections and WebSockets.
///
/// An actor that lives on the thread of libcurl. Nobody awaits its methods: work is handed to the
/// thread as closures, and answers come back through ``Pending``.
actor CurlEngine {
    nonisolated let thread: CurlThread
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    let settings: EngineSettings
    /// libcurl's multi handle; `nil` once everything has ended.
    var handle: MultiHandle?
    /// The time at which this turn began.
    var now = MonotonicClock.nanoseconds

    /// Calls that libcurl works on, by number.
    var transfers: [Int: Transfer] = [:]
    /// Those of them whose answers flow.
    var streams: [Int: Transfer] = [:]
    /// Transfers without a call.
    var idleTransfers: [Transfer] = []
    /// Calls of each host, running and waiting.
    var hosts: [String: HostLoad] = [:]
    /// When to look for calls that have been silent or waiting for too long.
    var nextCallCheck = Int64.max

    /// WebSockets by number.
    var sockets: [Int: SocketChannel] = [:]
    /// Numbers of the WebSockets that are being connected, by libcurl's handle.
    var connectingSockets: [UnsafeMutableRawPointer: Int] = [:]
    /// WebSockets that still have to be attended to in this turn.
    var readySockets: Set<Int> = []
    private var waitSet: [curl_waitfd] = []
    private var waitOrder: [Int] = []
    /// What WebSockets read into.
    var scratch = [UInt8](repeating: 0, count: 1 << 16)

    /// Makes an engine and its thread, not started; `nil` when libcurl has no memory.
    init?(_ settings: EngineSettings) {
        guard let handle = MultiHandle() else { return nil }
        self.settings = settings
        self.handle = handle
        thread = CurlThread(multi: handle.raw)
    }

    /// What the thread does between two waits.
    func turn(_ work: [CurlThread.Work]) {
        now = MonotonicClock.nanoseconds
        for item in work { item(self) }
        attendTransfers()
        attendSockets()
        checkDeadlines()
    }

    /// Waits for the network, for work, or for the next deadline.
    func wait() {
        guard let multi = handle?.raw, thread.willWait() else { return }
        let deadline = min(nextCallCheck, nextSocketDeadline)
        prepareWaitSet()
        var milliseconds = Int32(60_000)
        if !readySockets.isEmpty {
            milliseconds = 0
        } else if deadline < .max {
            let left = max(deadline - MonotonicClock.nanoseconds, 0)
            milliseconds = Int32(min((left + 999_999) / 1_000_000, 60_000))
        }
        let count = UInt32(waitSet.count)
        _ = waitSet.withUnsafeMutableBufferPointer { set in
            curl_multi_poll(multi, set.baseAddress, count, milliseconds, nil)
        }
        for (entry, id) in zip(waitSet, waitOrder) where entry.revents != 0 {
            sockets[id]?.noteReadiness(entry.revents)
            readySockets.insert(id)
        }
    }

    private func prepareWaitSet() {
        waitSet.removeAll(keepingCapacity: true)
        waitOrder.removeAll(keepingCapacity: true)
        for (id, socket) in sockets {
            let events = socket.wantedEvents
            if events == 0 { continue }
            waitSet.append(curl_waitfd(fd: socket.descriptor, events: events, revents: 0))
            waitOrder.append(id)
        }
    }

    private func checkDeadlines() {
        if nextCallCheck <= now { checkCalls() }
        for (id, socket) in sockets where socket.deadline <= now {
            socket.expire(now: now)
            readySockets.insert(id)
        }
    }

    private var nextSocketDeadline: Int64 {
        sockets.values.reduce(.max) { min($0, $1.deadline) }
    }

    /// Ends everything and frees all that libcurl holds.
    func shutDown() {
        endCalls()
        endSockets()
        idleTransfers = []
        handle = nil
    }
}

/// A multi handle of libcurl, freed with its owner.
///
/// Confined to the thread of libcurl.
final class MultiHandle {
    /// libcurl's own handle.
    let raw: UnsafeMutableRawPointer

    // Set up once per process, and never torn down: others in the process may use libcurl too.
    private static let isLibraryReady = reprise_global_init() == CURLE_OK

    /// Makes a handle; `nil` when there is no memory.
    init?() {
        guard Self.isLibraryReady, let raw = curl_multi_init() else { return nil }
        self.raw = raw
    }

    deinit {
        curl_multi_cleanup(raw)
    }
}
