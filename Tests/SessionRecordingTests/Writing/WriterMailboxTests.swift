import SlackWire
import Testing

@testable import SessionRecording

@Suite struct WriterMailboxTests {
    private func upload(_ count: Int) -> SessionEntry {
        let body = WebAPICall.Body.bytes([UInt8](repeating: 1, count: count))
        return SessionEntry(at: 0, .call(id: 1, WebAPICall(.url("https://h/"), body: body)))
    }

    @Test func `One large upload leaves room for others, and two do not`() {
        let mailbox = WriterMailbox(countLimit: 100, sizeLimit: 10_000)
        _ = mailbox.append(upload(1_000_000))
        #expect(mailbox.hasRoom)
        _ = mailbox.append(upload(100))
        #expect(mailbox.hasRoom)
        _ = mailbox.append(upload(1_000_000))
        #expect(!mailbox.hasRoom)
        let work = mailbox.take(until: nil)
        #expect(work.entryCount == 3)
        mailbox.finished(work)
        #expect(mailbox.hasRoom)
        for _ in 1...20 { _ = mailbox.append(upload(400)) }
        #expect(!mailbox.hasRoom)
    }
}
