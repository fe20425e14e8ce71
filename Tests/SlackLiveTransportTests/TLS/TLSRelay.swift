import Foundation
import RepriseTestSupport
import Testing

/// A server of TLS in front of a ``TestPeer``: takes TLS off and passes everything on.
///
/// It is a Python program, since neither this package nor its tests bring a server of TLS; certificates
/// come from the `openssl` command, and both are made when the test runs.
final class TLSRelay {
    /// The port on 127.0.0.1.
    let port: UInt16
    /// The certificate of the authority that vouches for the server.
    let authority: String
    private let folder: String
    private let process: ChildProgram

    /// Whether what it needs is installed.
    static let isAvailable = runs("openssl version") && runs("python3 -c 'import ssl'")
    /// Why a test without it is skipped.
    static let need: Comment = "needs the commands openssl and python3"

    /// Starts a relay whose certificate is for these names, for example `IP:127.0.0.1`.
    init(to target: UInt16, names: String) throws {
        folder = NSTemporaryDirectory() + "reprise-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        guard Self.runs(Self.certificates(names), in: folder) else { throw PeerError("openssl") }
        authority = folder + "/authority.pem"
        try Self.program.write(
            toFile: folder + "/relay.py",
            atomically: true,
            encoding: .utf8
        )
        process = try ChildProgram(
            "python3",
            ["relay.py", "\(target)"],
            folder: folder,
            input: .open
        )
        let line = String(decoding: process.read(), as: UTF8.self)
        guard let port = UInt16(line.prefix { $0.isNumber }) else { throw PeerError("relay.py") }
        self.port = port
    }

    deinit {
        // The program ends with its input.
        process.closeInput()
        process.waitForEnd()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func runs(_ command: String, in folder: String? = nil) -> Bool {
        let end = try? ChildProgram.run("/bin/sh", ["-ec", command], folder: folder).end
        return end == .exited(0)
    }

    private static func certificates(_ names: String) -> String {
        """
        new="openssl req -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
        $new -x509 -days 2 -subj '/CN=Reprise test authority' -keyout authority.key -out authority.pem
        $new -subj '/CN=reprise test' -keyout server.key -out server.csr
        printf 'subjectAltName=%s\\n' '\(names)' > names
        openssl x509 -req -days 2 -in server.csr -CA authority.pem -CAkey authority.key \
        -set_serial 1 -extfile names -out server.pem
        """
    }

    private static let program = """
        import os, socket, ssl, sys, threading

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("server.pem", "server.key")
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)

        def end_with_input():
            sys.stdin.read()
            os._exit(0)

        def copy(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
            except OSError:
                pass
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        def serve(plain):
            try:
                secure = context.wrap_socket(plain, server_side=True)
            except (ssl.SSLError, OSError):
                plain.close()
                return
            peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=copy, args=(secure, peer), daemon=True).start()
            copy(peer, secure)

        threading.Thread(target=end_with_input, daemon=True).start()
        while True:
            accepted, _ = listener.accept()
            threading.Thread(target=serve, args=(accepted,), daemon=True).start()
        """
}
