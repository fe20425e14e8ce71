import CCurl
import SlackWire

/// The sentences of calls that got no answer.
///
/// They name the method and the host, never a path, a query or a header's value: those hold secrets.
enum CallFailures {
    static func cancelled(_ place: String) -> TransportFailure {
        TransportFailure(.cancelled, "\(place) was cancelled before the answer came")
    }

    static func closed(_ place: String) -> TransportFailure {
        TransportFailure(
            .closed,
            "\(place) was not answered because the transport was closed; make a new one to go on"
        )
    }

    static func noMemory(_ place: String) -> TransportFailure {
        TransportFailure(.io, "\(place) was not sent: libcurl has no memory for it")
    }

    static func cutHead(_ place: String) -> TransportFailure {
        TransportFailure(
            .protocolViolation,
            "\(place) was not answered in whole: the connection was closed in the middle of the header "
                + "fields; check what listens there"
        )
    }

    static func idle(_ place: String, _ limit: Duration) -> TransportFailure {
        TransportFailure(
            .timeout,
            "\(place) was silent for \(limit): no byte came or went; try again, or raise timeouts.idle"
        )
    }

    static func total(_ place: String, _ limit: Duration) -> TransportFailure {
        TransportFailure(
            .timeout,
            "\(place) was not answered within \(limit); try again, or raise timeouts.total"
        )
    }

    static func stopped(
        _ stop: Transfer.Stop,
        _ place: String,
        _ limits: SlackLiveTransport.Limits
    ) -> TransportFailure {
        switch stop {
        case .bodyLimit:
            TransportFailure(
                .io,
                "\(place) was answered with more than \(limits.answerBytes) bytes; "
                    + "raise limits.answerBytes to take them"
            )
        case .bodyBroke(let failure):
            TransportFailure(
                failure.kind,
                "\(place) was not sent whole: \(failure.message)"
            )
        case .repetition:
            TransportFailure(
                .io,
                "\(place) was sent, and the connection died before an answer came; it may have been taken, so that "
                    + "it is not sent again unasked"
            )
        case .headLimit:
            TransportFailure(
                .protocolViolation,
                "\(place) was answered with header fields without end; check what listens there"
            )
        }
    }
}

/// What libcurl knows about a failure.
struct CurlFailure {
    /// Its code.
    var code: CURLcode
    /// Its own words; they name hosts and certificates.
    var detail: String
    /// Whether a connection stood when it failed.
    var wasConnected: Bool
    /// What a proxy answered to `CONNECT`, or zero.
    var proxyStatus: Int
    /// The certificates that were trusted, if not the system's.
    var certificateFile: String?

    init(_ code: CURLcode, _ handle: EasyHandle, certificateFile: String?) {
        self.code = code
        detail = handle.errorDetail
        wasConnected = handle.wasConnected
        proxyStatus = handle.number(CURLINFO_HTTP_CONNECTCODE)
        self.certificateFile = certificateFile
    }

    /// The failure for the caller.
    func failure(_ place: String, _ timeouts: SlackLiveTransport.Timeouts) -> TransportFailure {
        if proxyStatus >= 300 {
            return TransportFailure(
                .connect,
                "\(place) did not get past the proxy, which answered \(proxyStatus) to CONNECT; "
                    + "check https_proxy and no_proxy"
            )
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
            CURLE_PROXY, CURLE_INTERFACE_FAILED:
            return TransportFailure(.connect, connectSentence(place))
        case CURLE_OPERATION_TIMEDOUT where !wasConnected:
            return TransportFailure(
                .timeout,
                "\(place) was not connected within \(timeouts.connect); "
                    + "check the network, or raise timeouts.connect"
            )
        case CURLE_OPERATION_TIMEDOUT:
            return CallFailures.total(place, timeouts.total)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CLIENTCERT:
            return TransportFailure(.tls, tlsSentence(place))
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_PARTIAL_FILE,
            CURLE_GOT_NOTHING, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2, CURLE_HTTP2_STREAM,
            CURLE_HTTP_RETURNED_ERROR:
            return TransportFailure(
                .protocolViolation,
                "\(place) was not answered in whole: \(protocolReason); check what listens there"
            )
        case CURLE_URL_MALFORMAT:
            return TransportFailure(.invalidRequest, "\(place) was not sent: its URL is malformed")
        default:
            return TransportFailure(
                .io,
                "\(place) was not answered: \(String(cString: curl_easy_strerror(code))) "
                    + "(libcurl \(code.rawValue)); try again"
            )
        }
    }

    private func connectSentence(_ place: String) -> String {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            "\(place) was not reached: the host's name is unknown; check the URL and the network"
        case CURLE_COULDNT_RESOLVE_PROXY:
            "\(place) was not reached: the proxy's name is unknown; check https_proxy and http_proxy"
        default:
            "\(place) was not reached: nobody accepted the connection; "
                + "check that the server runs and that its port and any proxy are right"
        }
    }

    private func tlsSentence(_ place: String) -> String {
        if code == CURLE_SSL_CACERT_BADFILE {
            let file = certificateFile ?? "the system's certificates"
            return "\(place) was not reached: \(file) cannot be read as PEM certificates; "
                + "check SSL_CERT_FILE"
        }
        guard code == CURLE_PEER_FAILED_VERIFICATION else {
            return "\(place) was not reached: the TLS handshake failed (\(words)); "
                + "check that the server speaks TLS on that port"
        }
        return "\(place) was not reached: its certificate was refused (\(words)); if it is the "
            + "right server, put its issuer's certificate in a PEM file and name it in SSL_CERT_FILE"
    }

    private var protocolReason: String {
        switch code {
        case CURLE_GOT_NOTHING: "the connection was closed without a word"
        case CURLE_PARTIAL_FILE: "the connection was closed in the middle of the answer"
        case CURLE_BAD_CONTENT_ENCODING: "the body does not decode as its content-encoding says"
        case CURLE_HTTP2, CURLE_HTTP2_STREAM: "the server broke the rules of HTTP/2"
        default: "the server does not speak HTTP"
        }
    }

    /// libcurl's own words on one line.
    private var words: String {
        let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        return String(text.prefix(200).map { $0.isNewline ? " " : $0 })
    }
}
