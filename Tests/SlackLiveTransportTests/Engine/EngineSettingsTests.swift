import SlackWire
import Testing

@testable import SlackLiveTransport

/// Whom the transport trusts, by configuration and environment.
struct EngineSettingsTests {
    private func settings(
        _ trust: SlackLiveTransport.Trust,
        _ environment: [String: String]
    ) -> EngineSettings {
        EngineSettings(SlackLiveTransport.Configuration(trust: trust)) { environment[$0] }
    }

    @Test func `The environment names certificates in place of the system's`() {
        let named = settings(.system, ["SSL_CERT_FILE": "/a.pem", "SSL_CERT_DIR": "/certs"])
        #expect(named.certificateFile == "/a.pem")
        #expect(named.certificateFolder == "/certs")
        #expect(!named.trustsOnlyFile)
        for environment in [[:], ["SSL_CERT_FILE": "", "SSL_CERT_DIR": ""]] {
            let system = settings(.system, environment)
            #expect(system.certificateFile == nil && system.certificateFolder == nil)
        }
    }

    @Test func `A file that the configuration names is the only one that counts`() {
        let own = settings(
            .file("/own.pem"),
            ["SSL_CERT_FILE": "/a.pem", "SSL_CERT_DIR": "/certs"]
        )
        #expect(own.certificateFile == "/own.pem")
        #expect(own.certificateFolder == nil)
        #expect(own.trustsOnlyFile)
    }

    @Test func `Addresses of this machine are known`() throws {
        for host in ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "slack.localhost"] {
            let endpoint = try #require(
                WebAddress(dialled: "http://\(host):80/x?y#z", isSocket: false)
            )
            #expect(endpoint.authority.isLoopback)
            #expect(endpoint.hostAndPort == host)
            #expect(endpoint.requestTarget == "/x?y")
        }
        let slack = try #require(
            WebAddress(dialled: "WSS://wss.slack.com:444?a", isSocket: true)
        )
        #expect(!slack.authority.isLoopback && slack.scheme.isSecure)
        #expect(slack.hostAndPort == "wss.slack.com:444")
        #expect(slack.requestTarget == "/?a")
    }
}
