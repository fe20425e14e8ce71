import CCurl
import SlackWire

/// One easy handle of libcurl with the settings that all of ours share, freed with its owner.
///
/// Confined to the thread of libcurl.
final class EasyHandle {
    /// libcurl's own handle.
    let raw: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>

    /// Makes a handle; `nil` when there is no memory.
    init?(_ settings: EngineSettings) {
        guard let raw = curl_easy_init() else { return nil }
        self.raw = raw
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        reprise_easy_setopt_pointer(raw, CURLOPT_ERRORBUFFER, errorText)
        curl_easy_setopt(raw, CURLOPT_NOSIGNAL, 1)
        // One thread serves all: it must not wait for a look-up that hangs when a transfer is over. Older libcurls do.
        _ = reprise_easy_setopt_quick_exit(raw)
        curl_easy_setopt(raw, CURLOPT_TCP_KEEPALIVE, 1)
        curl_easy_setopt(raw, CURLOPT_CONNECTTIMEOUT_MS, settings.timeouts.connect.milliseconds)
        curl_easy_setopt(raw, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        if let file = settings.certificateFile {
            curl_easy_setopt(raw, CURLOPT_CAINFO, file)
        }
        if let folder = settings.certificateFolder {
            curl_easy_setopt(raw, CURLOPT_CAPATH, folder)
        } else if settings.trustsOnlyFile {
            curl_easy_setopt(raw, CURLOPT_CAPATH, nil as UnsafePointer<CChar>?)
        }
    }

    deinit {
        curl_easy_cleanup(raw)
        errorText.deallocate()
    }

    /// What libcurl says about the last failure; it names hosts and certificates, never a path.
    var errorDetail: String { String(cString: errorText) }

    /// Forgets the last failure.
    func clearError() { errorText[0] = 0 }

    /// Chooses the proxy for a host.
    func setProxy(_ proxy: SlackLiveTransport.Proxy, for endpoint: WebAddress) {
        switch proxy {
        case .environment:
            // The empty string turns the environment off, NULL leaves it on.
            let none: UnsafePointer<CChar>? = nil
            if endpoint.authority.isLoopback {
                curl_easy_setopt(raw, CURLOPT_PROXY, "")
            } else {
                curl_easy_setopt(raw, CURLOPT_PROXY, none)
            }
        case .none:
            curl_easy_setopt(raw, CURLOPT_PROXY, "")
        case .url(let url):
            curl_easy_setopt(raw, CURLOPT_PROXY, url)
        }
    }

    /// Whether the last transfer got a connection, TLS included.
    var wasConnected: Bool {
        var time = curl_off_t(0)
        reprise_easy_getinfo_size(raw, CURLINFO_PRETRANSFER_TIME_T, &time)
        return time > 0
    }

    /// A number that libcurl noted about the last transfer.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        reprise_easy_getinfo_long(raw, info, &value)
        return value
    }
}
