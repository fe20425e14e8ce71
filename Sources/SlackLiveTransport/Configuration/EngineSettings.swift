import WebSocketCodec

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the engine needs of a configuration, with the environment read once.
struct EngineSettings: Sendable {
    let timeouts: SlackLiveTransport.Timeouts
    let limits: SlackLiveTransport.Limits
    let keepAlive: SlackLiveTransport.KeepAlive?
    let proxy: SlackLiveTransport.Proxy
    let userAgent: String
    /// The PEM file to trust, if not the system's.
    let certificateFile: String?
    /// The folder to trust, if not the system's.
    let certificateFolder: String?
    /// Whether the system's certificates are left out.
    let trustsOnlyFile: Bool

    /// Reads a configuration.
    ///
    /// - Parameter variable: An environment variable's value.
    init(
        _ configuration: SlackLiveTransport.Configuration,
        variable: (String) -> String? = EngineSettings.environmentVariable
    ) {
        timeouts = configuration.timeouts
        limits = configuration.limits
        keepAlive = configuration.keepAlive
        proxy = configuration.proxy
        userAgent = configuration.userAgent
        switch configuration.trust {
        case .system:
            // OpenSSL reads these two by itself, but libcurl sets paths of its own before it can.
            certificateFile = variable("SSL_CERT_FILE").flatMap { $0.isEmpty ? nil : $0 }
            certificateFolder = variable("SSL_CERT_DIR").flatMap { $0.isEmpty ? nil : $0 }
            trustsOnlyFile = false
        case .file(let path):
            certificateFile = path
            certificateFolder = nil
            trustsOnlyFile = true
        }
    }

    /// What an open WebSocket puts up with.
    var link: WebSocketEndpoint.Settings {
        var link = WebSocketEndpoint.Settings(role: .client, messageLimit: limits.messageBytes)
        link.closeTimeout = timeouts.close
        link.writeTimeout = timeouts.write
        link.keepAlive = keepAlive.map { .probing(after: $0.interval, patience: $0.patience) }
        return link
    }

    static func environmentVariable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
