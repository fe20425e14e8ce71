import SlackTransport
import SlackWire
import SlackWorkspace

extension SlackWorkspace {
    /// Lets announced events reach whoever waits for them: a socket opens, hears a typing person after
    /// them, and closes.
    func settle() async throws {
        let socket = try await connectRTM()
        _ = try await socket.frame("hello")
        try post("settled", by: "U0BOB0000", in: "C0RANDOM0")
        while try await socket.frame("message")["text"] != "settled" {}
        await socket.close()
    }
}
