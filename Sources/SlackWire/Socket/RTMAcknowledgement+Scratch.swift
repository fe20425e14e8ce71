extension RTMAcknowledgement: ScratchWritten {
    /// Writes the acknowledgement, unless it is one that says more than whether and as what the message was taken.
    package func write(to writer: inout ScratchWriter) -> Bool {
        guard failure == nil, text == nil else { return false }
        writer.write(replyTo) { $0.write($1) }
        writer.write(isOK ? 1 : 0)
        writer.write(ts) { $0.write($1.text) }
        writer.write(json.bytes)
        return true
    }

    /// Reads an acknowledgement again.
    package init(from record: inout ScratchRecord) {
        replyTo = record.optional { $0.number() }
        isOK = record.number() == 1
        ts = record.optional { MessageTimestamp($0.text()) }
        json = JSONText(uncheckedBytes: record.content())
    }
}
