import SlackBot
import SlackWire

/// An activity of a bot as a transcript keeps it: what comes with every call and every message can be written down.
struct NotedActivity: ScratchWritten {
    let activity: BotActivity

    init(_ activity: BotActivity) {
        self.activity = activity
    }

    func write(to writer: inout ScratchWriter) -> Bool {
        writer.write(activity.at)
        switch activity.kind {
        case .called(let number, let event, let call):
            writer.write(0, number, event)
            return call.write(to: &writer)
        case .answered(let number, let event, .answer(let status, let error)):
            writer.write(1, number, event)
            writer.write(status)
            writer.write(error) { $0.write($1) }
        case .sent(let number, let event, let message):
            writer.write(2, number, event)
            return message.write(to: &writer)
        case .acknowledged(let number, let acknowledgement, let isExpected):
            writer.write(3)
            writer.write(number) { $0.write($1) }
            writer.write(isExpected ? 1 : 0)
            return acknowledgement.write(to: &writer)
        // What is seldom is kept.
        default: return false
        }
        return true
    }

    init(from record: inout ScratchRecord) {
        let at = record.time()
        let kind: BotActivity.Kind
        switch record.number() {
        case 0:
            let (number, event) = record.numbers()
            kind = .called(call: number, event: event, WebAPICall(from: &record))
        case 1:
            let (number, event) = record.numbers()
            let status = record.number()
            let error = record.optional { $0.text() }
            kind = .answered(call: number, event: event, .answer(status: status, error: error))
        case 2:
            let (number, event) = record.numbers()
            kind = .sent(message: number, event: event, SocketMessage(from: &record))
        default:
            let number = record.optional { $0.number() }
            let isExpected = record.number() == 1
            let acknowledgement = RTMAcknowledgement(from: &record)
            kind = .acknowledged(message: number, acknowledgement, isExpected: isExpected)
        }
        activity = BotActivity(at: at, kind)
    }
}

extension ScratchWriter {
    /// Writes a kind, the number of a call or a message, and the event that it belongs to.
    fileprivate mutating func write(_ kind: Int, _ number: Int, _ event: Int?) {
        write(kind)
        write(number)
        write(event) { $0.write($1) }
    }
}

extension ScratchRecord {
    /// Reads the number of a call or a message, and the event that it belongs to.
    fileprivate mutating func numbers() -> (Int, Int?) {
        let number = number()
        return (number, optional { $0.number() })
    }
}
