import Measuring
import SessionRecording
import SlackLiveTransport
import SlackTransport
import SlackWire

/// Receives what a server pushes as fast as it can, recorded or not.
enum Draining {
    static func measure(_ arguments: Arguments) async throws {
        let count = try arguments.number("frames", or: 20_000)
        let live = SlackLiveTransport(baseURL: try arguments.text("url"))
        var writer: SessionWriter?
        var transport: any Transport = live
        if try arguments.number("recorded", or: false) {
            let opened = try SessionWriter(
                path: try arguments.text("to"),
                header: SessionHeader(epoch: 0)
            )
            writer = opened
            transport = RecordingTransport(
                live,
                to: opened,
                clock: SessionClock(ContinuousClock())
            )
        }
        let socket = try await RTM.connect(transport)
        let processor = ProcessorTime.now
        let start = ContinuousClock.now
        var bytes = 0
        for _ in 0..<count { bytes += try await RTM.message(from: socket).bytes.count }
        let elapsed = start.duration(to: .now)
        let used = ProcessorTime.now - processor
        await socket.close()
        await live.close()
        let end = ContinuousClock.now
        try await writer?.finish()
        Output.write([
            "frames": .integer(count),
            "bytes": .integer(bytes),
            "perSecond": .number(String(Double(count) / (elapsed / .seconds(1)))),
            "processorMicroseconds": .number(String(used / .microseconds(count))),
            "finishSeconds": .seconds(end.duration(to: .now)),
        ])
    }
}
