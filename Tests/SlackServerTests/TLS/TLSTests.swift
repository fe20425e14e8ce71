import Foundation
import SlackLiveTransport
import SlackServerTLS
import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@testable import SlackServer

extension OneAtATime {
    @Suite struct `A server that speaks TLS` {
        /// Serves over TLS; the body gets the address and the file with the authority's certificate.
        private func serve(
            _ transport: any Transport,
            host: String = "127.0.0.1",
            _ body: (SlackServerAddress, String) async throws -> Void
        ) async throws {
            let authority = try LoopbackAuthority()
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).pem").path
            try authority.writeCertificate(to: file)
            defer { try? FileManager.default.removeItem(atPath: file) }
            let configuration = SlackServerConfiguration(host: host).secured(by: authority)
            try await withSlackServer(over: transport, configuration: configuration) { address in
                try await body(address, file)
            }
        }

        private static func live(_ url: String, trusting file: String) -> SlackLiveTransport {
            var configuration = SlackLiveTransport.Configuration(baseURL: url)
            configuration.trust = .file(file)
            // A busy machine may need more than the ten seconds that are usual.
            configuration.timeouts.connect = .seconds(60)
            return SlackLiveTransport(configuration)
        }

        private static let connect = WebAPICall(method: "rtm.connect")
            .authorized(with: SlackToken("xoxb" + "-1-2-tls"))

        @Test(arguments: ["127.0.0.1", "localhost"])
        func `A live transport that trusts the authority calls and opens sockets`(
            name: String
        ) async throws {
            try await serve(SlackWorkspace()) { address, file in
                #expect(address.apiURL == "https://127.0.0.1:\(address.port)/api/")
                let base = "https://\(name):\(address.port)/api/"
                let live = Self.live(base, trusting: file)
                let answer = try await live.call(Self.connect)
                let url = try #require(answer.socketURL(from: "rtm.connect"))
                #expect(url.hasPrefix("wss://\(name):\(address.port)/_/"))
                #expect(url.contains("/wss/wss-primary.slack.com/"))
                let socket = try await live.open(SocketRequest(url: url))
                #expect(try await socket.receive() == .message(SocketMessage(#"{"type":"hello"}"#)))
                try await socket.send(SocketMessage(#"{"id":7,"type":"ping"}"#))
                let pong = try await socket.receive()
                #expect(pong == .message(SocketMessage(#"{"type":"pong","reply_to":7}"#)))
                await socket.close()
                await live.close()
            }
        }

        @Test func `A client that does not know the authority turns away`() async throws {
            try await serve(SlackWorkspace()) { address, _ in
                let live = SlackLiveTransport(baseURL: address.apiURL)
                let failure = await #expect(throws: TransportFailure.self) {
                    try await live.call(Self.connect)
                }
                #expect(failure?.kind == .tls, "\(String(describing: failure))")
                await live.close()
            }
        }

        @Test func `What only begins like TLS is cut off, and the server lives on`() async throws {
            try await serve(SlackWorkspace()) { address, file in
                let answer = try await RawClient.connect(to: address) { client in
                    // A record of 25 bytes, which are no hello.
                    try await client.send("\u{16}\u{3}\u{1}\u{0}\u{19}a hello it is not at all.")
                    return String(decoding: await client.readToEnd(), as: UTF8.self)
                }
                #expect(!answer.contains("HTTP"), "\(answer)")
                let live = Self.live(address.apiURL, trusting: file)
                #expect(try await live.call(Self.connect).status == 200)
                await live.close()
            }
        }

        @Test func `Plain HTTP is understood, too, and led on by secure links`() async throws {
            try await serve(SlackWorkspace()) { address, _ in
                try await RawClient.connect(to: address) { client in
                    let token = "xoxb" + "-1-2-tls"
                    try await client.request("GET /api/rtm.connect?token=\(token)")
                    let url = try await client.readAnswer().json?["url"]?.string
                    #expect(url?.hasPrefix("wss://127.0.0.1:\(address.port)/_/") == true)
                }
            }
        }

        @Test(arguments: ["", "\u{16}\u{3}\u{1}\u{20}\u{20}not all of it"])
        func `A client that does not finish its hello is left`(beginning: String) async throws {
            let authority = try LoopbackAuthority()
            var configuration = SlackServerConfiguration().secured(by: authority)
            configuration.timeouts.head = .milliseconds(50)
            try await withSlackServer(over: SlackWorkspace(), configuration: configuration) {
                address in
                let answer = try await RawClient.connect(to: address) { client in
                    // On a busy machine the server may have left before.
                    try? await client.send(beginning)
                    return await client.readToEnd()
                }
                #expect(answer == [])
            }
        }

        @Test func `A large answer and a large request cross whole`() async throws {
            let workspace = SlackWorkspace()
            try await serve(workspace) { address, file in
                let live = Self.live(address.apiURL, trusting: file)
                let text = String(repeating: "0123456789abcdef", count: 250_000)
                let call = WebAPICall(
                    method: "api.test",
                    arguments: [JSONMember("echo", .string(text))]
                )
                let answer = try await live.call(call)
                #expect(try answer.json()["args"]?["echo"]?.string?.utf8.count == text.utf8.count)
                await live.close()
            }
        }

        @Test(.enabled(if: OpenSSL.isThere, "needs: the openssl command"))
        func `OpenSSL's own client finds no fault in the chain, the version or the protocol`()
            async throws
        {
            try await serve(SlackWorkspace()) { address, file in
                let said = try await OpenSSL.client([
                    "-connect", "127.0.0.1:\(address.port)", "-CAfile", file,
                    "-verify_return_error", "-verify_ip", "127.0.0.1", "-x509_strict",
                    "-alpn", "h2,http/1.1",
                ])
                #expect(said.contains("Verify return code: 0 (ok)"), "\(said)")
                #expect(said.contains("ALPN protocol: http/1.1"), "\(said)")
                #expect(said.contains("TLSv1.3") || said.contains("TLSv1.2"), "\(said)")
                let old = try await OpenSSL.client([
                    "-connect", "127.0.0.1:\(address.port)", "-CAfile", file, "-tls1_1",
                    "-cipher", "ALL:@SECLEVEL=0",
                ])
                #expect(old.contains("Cipher is (NONE)"), "\(old)")
            }
        }

        @Test func `What is written is a certificate, no key, and another one each time`() throws {
            let first = try LoopbackAuthority()
            let second = try LoopbackAuthority(
                names: ["localhost", "slack.test"],
                addresses: ["::1"]
            )
            for authority in [first, second] {
                #expect(authority.certificatePEM.hasPrefix("-----BEGIN CERTIFICATE-----\n"))
                #expect(authority.certificatePEM.hasSuffix("-----END CERTIFICATE-----\n"))
                #expect(!authority.certificatePEM.contains("KEY"))
            }
            #expect(first.certificatePEM != second.certificatePEM)
        }

        @Test func `What is no address is refused, and a file that cannot be written is named`()
            throws
        {
            let wrong = #expect(throws: LoopbackAuthorityError.self) {
                try LoopbackAuthority(addresses: ["localhost"])
            }
            #expect(wrong == .notAnAddress("localhost"))
            for name in ["", "two words", "a,IP:10.0.0.1", "slack..com"] {
                let wrong = #expect(throws: LoopbackAuthorityError.self) {
                    try LoopbackAuthority(names: ["localhost", name])
                }
                #expect(wrong == .notAName(name))
                #expect(wrong?.description.contains("is no host name") == true)
            }
            let authority = try LoopbackAuthority()
            let failure = #expect(throws: LoopbackAuthorityError.self) {
                try authority.writeCertificate(to: "/nowhere/ca.pem")
            }
            #expect(failure?.description.contains("/nowhere/ca.pem") == true)
        }

        @Test(
            .enabled(
                if: Python.interpreter != nil,
                "needs .venv or REPRISE_PYTHON with Slack's SDKs"
            ),
            arguments: ["builtin", "aiohttp", "websockets"]
        )
        func `Slack's Python client speaks https and wss with the authority's certificate`(
            flavour: String
        ) async throws {
            let entries = (1...3).map { number in
                let frame =
                    #"{"type":"message","channel":"C1","user":"U1","text":"\#(number)","ts":"100\#(number).000100","team":"T1"}"#
                return WorkspaceScript.Entry(
                    at: .milliseconds(100 * number),
                    .frame(JSONText(uncheckedBytes: Array(frame.utf8)))
                )
            }
            let transport = ObservedTransport(SlackWorkspace(script: WorkspaceScript(entries)))
            try await serve(transport) { address, file in
                let seen = try await Python.run(
                    "socket_mode.py",
                    [flavour],
                    environment: ["SSL_CERT_FILE": file],
                    at: address
                )
                #expect(Set(seen["seen"]?.array ?? []) == ["1", "2", "3"])
                #expect(seen["connected"] == true)
            }
            #expect(Set(transport.posts) == ["echo 1", "echo 2", "echo 3"])
        }
    }
}
