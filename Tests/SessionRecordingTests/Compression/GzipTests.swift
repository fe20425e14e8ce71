import Testing

@testable import SessionRecording

@Suite struct GzipTests {
    private let text = Array(String(repeating: "{\"type\":\"message\"}\n", count: 500).utf8)

    private func deflated(flushingEvery count: Int? = nil) -> [UInt8] {
        var deflater = GzipDeflater()
        for (index, byte) in text.enumerated() {
            deflater.append([byte])
            if let count, index % count == count - 1 { deflater.flush() }
        }
        deflater.finish()
        return deflater.takeOutput()
    }

    @Test func `A stream fed one byte at a time, with one byte of room, gives the text`() {
        for flushes in [nil, 100] {
            var inflater = GzipInflater()
            var output: [UInt8] = []
            var status = GzipInflater.Status.needsInput
            for byte in deflated(flushingEvery: flushes) {
                var rest = [byte]
                repeat {
                    var room: [UInt8] = [0]
                    let step = rest.withUnsafeBytes { input in
                        room.withUnsafeMutableBytes { inflater.inflate(input, into: $0) }
                    }
                    output += room.prefix(step.produced)
                    rest.removeFirst(step.consumed)
                    status = step.status
                } while status == .needsOutput
            }
            #expect(status == .memberEnd)
            #expect(output == text)
        }
    }

    @Test func `Output does not depend on the pieces of the input`() {
        var whole = GzipDeflater()
        whole.append(text)
        whole.finish()
        #expect(whole.takeOutput() == deflated())
    }

    @Test func `What was flushed can be read without what follows`() {
        var deflater = GzipDeflater()
        deflater.append(Array(text.prefix(500)))
        deflater.flush()
        #expect(Inflated.prefix(of: deflater.takeOutput()).text == Array(text.prefix(500)))
    }

    @Test func `Damage is told from an end that has not come`() {
        var bytes = deflated()
        bytes[bytes.count - 5] ^= 1
        var inflater = GzipInflater()
        var room = [UInt8](repeating: 0, count: text.count + 1)
        let cut = bytes.prefix(bytes.count / 2).withUnsafeBytes { input in
            room.withUnsafeMutableBytes { inflater.inflate(input, into: $0) }
        }
        let rest = bytes.dropFirst(bytes.count / 2).withUnsafeBytes { input in
            room.withUnsafeMutableBytes { inflater.inflate(input, into: $0) }
        }
        #expect(cut.status == .needsInput)
        #expect(rest.status == .damaged)
    }
}
