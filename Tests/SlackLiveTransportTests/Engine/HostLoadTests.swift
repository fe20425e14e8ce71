import RepriseFloor
import SlackWire
import Testing

@testable import SlackLiveTransport

/// The line of calls before a host, one step at a time.
struct HostLoadTests {
    private func call(_ id: Int) throws -> HostLoad.Waiting {
        let base = Result { () throws(TransportFailure) in try BaseURL("http://127.0.0.1/api") }
        let request = try PreparedRequest(WebAPICall(method: "m"), base: base, userAgent: "u")
        return HostLoad.Waiting(
            id: id,
            request: request,
            pending: Pending(),
            inbox: nil,
            deadline: Int64(id) * 10
        )
    }

    @Test func `Calls leave the line in the order in which they came`() throws {
        var load = HostLoad()
        #expect(load.isEmpty && load.nextDeadline == .max)
        for id in 0..<200 { load.append(try call(id)) }
        for id in 0..<200 {
            #expect(load.nextDeadline == Int64(id) * 10)
            #expect(load.next()?.id == id)
        }
        #expect(load.next()?.id == nil)
        #expect(load.isEmpty && load.nextDeadline == .max)
    }

    @Test func `A call that was cancelled leaves the line without a gap`() throws {
        var load = HostLoad()
        for id in 0..<200 { load.append(try call(id)) }
        #expect(load.remove(0)?.id == 0)
        for id in stride(from: 1, to: 200, by: 2) { #expect(load.remove(id)?.id == id) }
        #expect(load.remove(1)?.id == nil)
        #expect(load.nextDeadline == 20)
        for id in stride(from: 2, to: 200, by: 2) { #expect(load.next()?.id == id) }
        #expect(load.next()?.id == nil && load.isEmpty)
    }

    @Test func `Taking and adding in turns keeps the order`() throws {
        var load = HostLoad()
        var expected = 0
        for id in 0..<1000 {
            load.append(try call(id))
            if id % 3 != 0 {
                #expect(load.next()?.id == expected)
                expected += 1
            }
        }
        while let call = load.next() {
            #expect(call.id == expected)
            expected += 1
        }
        #expect(expected == 1000)
    }
}
