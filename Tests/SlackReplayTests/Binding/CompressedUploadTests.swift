import SecretRedaction
import SlackWire
import Testing
import TransportTestKit

@testable import SessionRecording
@testable import SlackReplay

/// A file that its bot compressed, with a secret of the bot's own in it: the recorder compressed it anew.
@Suite struct CompressedUploadTests {
    private static func upload(_ text: String, _ form: CompressionForm, toURL: Bool) -> WebAPICall {
        let bytes = GzipDeflater.deflate(Array(text.utf8), as: form)
        guard !toURL else {
            return WebAPICall(.url("https://files.slack.com/plain"), body: .bytes(bytes))
        }
        let file = MultipartPart(name: "file", filename: "conf.ini.gz", bytes: bytes)
        return WebAPICall(.method("files.upload"), body: .multipart([file]))
    }

    @Test(arguments: [CompressionForm.gzip, .zlib], [false, true])
    func `It may hold another secret, and nothing else`(
        form: CompressionForm,
        toURL: Bool
    ) throws {
        var builder = SessionBuilder()
        let recorded = Self.upload("user=bot\npassword=REDACTED-1234\n", form, toURL: toURL)
        builder.at(10, .call(id: 1, recorded))
        builder.at(20, .answer(call: 1, WebAPIAnswer(json: ["ok": true])))
        let made = ["password=", "Gu35tGu35t"].joined()
        var same = try CursorDriver(builder.session)
        try same.call(Self.upload("user=bot\n\(made)\n", form, toURL: toURL))
        #expect(same.cursor.report().isFaithful)
        for other in ["user=cat\n\(made)\n", "user=bot\n\(made)\n\n", "user=bot\npassword=\n"] {
            var driver = try CursorDriver(builder.session)
            _ = try? driver.call(Self.upload(other, form, toURL: toURL))
            #expect(!driver.cursor.report().isFaithful, "\(other)")
        }
    }
}
