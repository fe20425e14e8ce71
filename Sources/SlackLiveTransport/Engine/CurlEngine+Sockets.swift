import CCurl
import RepriseFloor
import SlackWire

extension CurlEngine {
    /// Begins to open a WebSocket.
    func open(_ request: PreparedSocket, _ id: Int, _ opening: Pending<SocketInbox>) {
        guard let multi = handle?.raw else {
            opening.resolve(.failure(CallFailures.closed(request.place)))
            return
        }
        guard let socket = SocketChannel(request, settings, opening) else {
            opening.resolve(.failure(CallFailures.noMemory(request.place)))
            return
        }
        sockets[id] = socket
        connectingSockets[socket.handle.raw] = id
        setConnectionCacheSize()
        curl_multi_add_handle(multi, socket.handle.raw)
    }

    /// Does something with a WebSocket; `pending` is told if it is closed.
    func withSocket(
        _ id: Int,
        _ pending: Pending<Void>,
        place: String,
        _ body: (SocketChannel) -> Void
    ) {
        guard let socket = sockets[id] else {
            pending.resolve(.failure(SocketFailures.closed(place)))
            return
        }
        body(socket)
        readySockets.insert(id)
    }

    /// Goes on reading a WebSocket whose inbox was full.
    func resumeReading(_ id: Int) {
        guard let socket = sockets[id] else { return }
        socket.resume()
        readySockets.insert(id)
    }

    /// Ends a WebSocket that nobody refers to any more, or that was cancelled while it opened.
    func abandon(_ id: Int) {
        guard let socket = sockets[id] else { return }
        if case .open = socket.stage {
            socket.goodbye(code: 1001, reason: "", now: now)
        } else {
            socket.vanish("nobody wants it", now: now)
        }
        readySockets.insert(id)
    }

    /// Lets every WebSocket that can go on do so.
    func attendSockets() {
        let ready = readySockets
        readySockets = []
        for id in ready {
            guard let socket = sockets[id] else { continue }
            if socket.attend(&scratch, now: now) { readySockets.insert(id) }
            if socket.isGone { remove(id) }
        }
    }

    private func remove(_ id: Int) {
        guard let multi = handle?.raw, let socket = sockets.removeValue(forKey: id) else { return }
        connectingSockets[socket.handle.raw] = nil
        readySockets.remove(id)
        // This closes the connection.
        curl_multi_remove_handle(multi, socket.handle.raw)
        setConnectionCacheSize()
    }

    /// Says goodbye on every WebSocket and ends it, because the transport is closed.
    func endSockets() {
        for (id, socket) in sockets {
            socket.opening?.resolve(.failure(SocketFailures.closed(socket.place)))
            socket.goodbye(code: 1001, reason: "", now: now)
            socket.write(now: now)
            socket.vanish("the transport was closed", now: now)
            remove(id)
        }
    }

    /// Keeps libcurl from dropping idle connections because WebSockets fill its cache.
    func setConnectionCacheSize() {
        guard let multi = handle?.raw else { return }
        let idle = max(settings.limits.callsPerHost * 4, 64)
        reprise_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, idle + sockets.count)
    }
}
