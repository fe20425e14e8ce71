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
                Endpoint("http://\(host):80/x?y", schemes: Endpoint.callSchemes)
            )
            #expect(endpoint.isLoopback)
            #expect(endpoint.authority == host)
            #expect(endpoint.target == "/x?y")
        }
        let slack = try #require(
            Endpoint("WSS://wss.slack.com:444?a", schemes: Endpoint.socketSchemes)
        )
        #expect(!slack.isLoopback && slack.isSecure)
        #expect(slack.authority == "wss.slack.com:444")
        #expect(slack.target == "/?a")
    }
}
