import CCurl
import RepriseFloor
import SlackTransport
import SlackWire

extension CurlEngine {
    /// Starts a call, or puts it in its host's line.
    ///
    /// - Parameter inbox: Where the answer's body flows to; `nil` if the answer is wanted whole.
    func start(
        _ request: PreparedRequest,
        _ id: Int,
        _ pending: Pending<RawAnswer>,
        _ inbox: PieceInbox?
    ) {
        let deadline = now + settings.timeouts.total.nanoseconds
        let call = HostLoad.Waiting(
            id: id,
            request: request,
            pending: pending,
            inbox: inbox,
            deadline: deadline
        )
        let key = request.endpoint.origin
        var load = hosts[key] ?? HostLoad()
        if load.running < settings.limits.callsPerHost {
            load.running += 1
            hosts[key] = load
            run(call)
        } else {
            load.append(call)
            hosts[key] = load
            nextCallCheck = min(nextCallCheck, deadline)
        }
    }

    /// Ends a call whose task was cancelled.
    func cancel(_ id: Int, key: String) {
        if let transfer = transfers[id] {
            retire(transfer)
        } else {
            hosts[key]?.remove(id)?.request.upload?.end()
        }
    }

    private func run(_ call: HostLoad.Waiting) {
        guard let multi = handle?.raw else {
            call.request.upload?.end()
            call.pending.resolve(.failure(CallFailures.closed(call.request.place)))
            return
        }
        guard let transfer = idleTransfers.popLast() ?? Transfer(settings) else {
            call.request.upload?.end()
            call.pending.resolve(.failure(CallFailures.noMemory(call.request.place)))
            release(call.request.endpoint.origin)
            return
        }
        transfer.begin(call, proxy: settings.proxy, now: now)
        transfers[call.id] = transfer
        nextCallCheck = min(nextCallCheck, now + settings.timeouts.idle.nanoseconds)
        if call.inbox != nil {
            streams[call.id] = transfer
            nextCallCheck = min(nextCallCheck, transfer.headDeadline)
        }
        curl_multi_add_handle(multi, transfer.handle.raw)
    }

    /// Lets libcurl work and hands out what it has finished.
    func attendTransfers() {
        guard let multi = handle?.raw, !transfers.isEmpty || !connectingSockets.isEmpty else {
            return
        }
        var running = Int32(0)
        curl_multi_perform(multi, &running)
        var left = Int32(0)
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle
            else { continue }
            let code = reprise_message_result(message)
            if let id = connectingSockets.removeValue(forKey: easy) {
                sockets[id]?.connected(code, now: now)
                readySockets.insert(id)
            } else {
                finish(easy, code)
            }
        }
        for stream in streams.values { stream.publish() }
    }

    /// Goes on receiving an answer whose inbox was full.
    func resumeReceiving(_ id: Int) {
        guard let stream = streams[id] else { return }
        stream.resume(now)
    }

    /// Goes on sending a request of whose body there was nothing.
    func resumeSending(_ id: Int) {
        transfers[id]?.resumeSending(now)
    }

    private func finish(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
        var owner: UnsafeMutableRawPointer?
        reprise_easy_getinfo_private(easy, &owner)
        guard let transfer = Transfer.from(owner), let request = transfer.request else { return }
        if code == CURLE_OK, transfer.isHeadWhole {
            transfer.finish()
        } else {
            transfer.finish(failure(of: transfer, code, request))
        }
        retire(transfer)
    }

    private func failure(
        of transfer: Transfer,
        _ code: CURLcode,
        _ request: PreparedRequest
    ) -> TransportFailure {
        if code == CURLE_OK { return CallFailures.cutHead(request.place) }
        if let stop = transfer.stop {
            return CallFailures.stopped(stop, request.place, settings.limits)
        }
        let reason = CurlFailure(
            code,
            transfer.handle,
            certificateFile: settings.certificateFile
        )
        return reason.failure(request.place, settings.timeouts)
    }

    /// Takes a transfer off libcurl and gives its place to the next call of that host.
    private func retire(_ transfer: Transfer) {
        guard let multi = handle?.raw, let request = transfer.request else { return }
        curl_multi_remove_handle(multi, transfer.handle.raw)
        transfers[transfer.id] = nil
        streams[transfer.id] = nil
        transfer.end()
        if idleTransfers.count < settings.limits.callsPerHost { idleTransfers.append(transfer) }
        release(request.endpoint.origin)
    }

    private func release(_ key: String) {
        guard var load = hosts[key] else { return }
        let next = load.next()
        if next == nil { load.running -= 1 }
        hosts[key] = load.isEmpty ? nil : load
        if let next { run(next) }
    }

    /// Fails the calls that have been silent, or in line, for too long.
    func checkCalls() {
        let idle = settings.timeouts.idle
        nextCallCheck = .max
        for transfer in Array(transfers.values) {
            // How long an answer flows, and is silent, is up to who reads it.
            guard let request = transfer.request, !transfer.isFlowing else { continue }
            // Until the connection stands, the limit for connecting is the one that counts.
            if !transfer.handle.wasConnected { transfer.noteActivity(now) }
            transfer.watchUpload(now, patience: settings.timeouts.total.nanoseconds)
            let deadline = transfer.lastActivity + idle.nanoseconds
            if deadline <= now {
                transfer.finish(CallFailures.idle(request.place, idle))
                retire(transfer)
            } else if transfer.headDeadline <= now {
                transfer.finish(CallFailures.total(request.place, settings.timeouts.total))
                retire(transfer)
            } else {
                nextCallCheck = min(nextCallCheck, deadline, transfer.headDeadline)
            }
        }
        for key in Array(hosts.keys) {
            while let load = hosts[key], load.nextDeadline <= now, let late = hosts[key]?.next() {
                let total = settings.timeouts.total
                late.request.upload?.end()
                late.pending.resolve(.failure(CallFailures.total(late.request.place, total)))
            }
            nextCallCheck = min(nextCallCheck, hosts[key]?.nextDeadline ?? .max)
        }
    }

    /// Fails every call, because the transport is closed.
    func endCalls() {
        for transfer in transfers.values {
            guard let multi = handle?.raw, let request = transfer.request else { continue }
            transfer.finish(CallFailures.closed(request.place))
            curl_multi_remove_handle(multi, transfer.handle.raw)
            transfer.end()
        }
        transfers = [:]
        streams = [:]
        for key in Array(hosts.keys) {
            while let call = hosts[key]?.next() {
                call.request.upload?.end()
                call.pending.resolve(.failure(CallFailures.closed(call.request.place)))
            }
        }
        hosts = [:]
    }
}
