import Measuring
import SessionRecording
import SlackWire

/// Reads a session as a stream, at three depths.
enum Reading {
    /// The front of each entry, and nothing of its payload.
    static func records(_ arguments: Arguments) throws {
        let reader = try SessionReader(path: try arguments.text("from"))
        var dispatch = Dispatch()
        while try reader.nextRecord({ record, _ in dispatch.note(record.kind) }) != nil {}
        dispatch.write(reader.ending)
    }

    /// The front of each entry, and of each event the fields that an engine looks at, as `String`s.
    static func events(_ arguments: Arguments) throws {
        let reader = try SessionReader(path: try arguments.text("from"))
        let scanner = JSONFieldScanner("type", "subtype", "channel", "user", "text", "ts")
        var fields = try scanner.scan(Array("{}".utf8).span.bytes)
        var dispatch = Dispatch()
        var failure: JSONError?
        while try reader.nextRecord({ record, line in
            dispatch.note(record.kind)
            guard record.kind == .receive, record.spelling == .json else { return }
            let payload = line.extracting(record.payload)
            do throws(JSONError) {
                try scanner.scan(payload, into: &fields)
                dispatch.handle(
                    type: fields.string(0, in: payload),
                    subtype: fields.string(1, in: payload),
                    channel: fields.string(2, in: payload),
                    user: fields.string(3, in: payload),
                    text: fields.string(4, in: payload),
                    ts: fields.string(5, in: payload)
                )
            } catch {
                failure = error
            }
        }) != nil {}
        if let failure { throw failure }
        dispatch.write(reader.ending)
    }

    /// Each entry whole, validated, with its payload's bytes, and of each event the same fields.
    static func entries(_ arguments: Arguments) throws {
        let reader = try SessionReader(path: try arguments.text("from"))
        var dispatch = Dispatch()
        while let entry = try reader.next() {
            dispatch.note(entry.kind)
            guard case .receive(_, let message) = entry.kind else { continue }
            let event = SlackEvent(json: JSONText(uncheckedBytes: message.bytes))
            dispatch.handle(
                type: event.type,
                subtype: event.subtype,
                channel: event.channel,
                user: event.user,
                text: event.text,
                ts: event.ts?.text
            )
        }
        dispatch.write(reader.ending)
    }
}
