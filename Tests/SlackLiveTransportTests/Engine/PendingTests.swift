import RepriseTestSupport
import SlackWire
import Testing

@testable import SlackLiveTransport

/// The one place where a continuation is stored, in every order of events.
@Suite(.timeLimit(.generous)) struct PendingTests {
    private static let cancelled = TransportFailure(.cancelled, "cancelled")
    private static let late = TransportFailure(.io, "late")

    @Test func `A value given before anybody waits is there`() async throws {
        let pending = Pending<Int>()
        #expect(pending.resolve(.success(1)))
        #expect(!pending.resolve(.success(2)))
        let value = try await pending.value()
        #expect(value == 1)
    }

    @Test func `A value given while somebody waits wakes him, once`() async throws {
        for number in 0..<200 {
            let pending = Pending<Int>()
            async let value = pending.value(orWhenCancelled: Self.cancelled) {}
            await Task.yield()
            #expect(pending.resolve(.success(number)))
            #expect(!pending.resolve(.failure(Self.late)))
            let got = try await value
            #expect(got == number)
        }
    }

    @Test func `A failure is thrown`() async throws {
        let pending = Pending<Int>()
        pending.resolve(.failure(Self.late))
        await #expect(throws: Self.late) { try await pending.value() }
    }

    @Test func `Cancellation before, while and after waiting is told once and cleaned up once`()
        async
    {
        for yields in 0..<200 {
            let pending = Pending<Int>()
            let cleanUps = Gauge()
            await withTaskGroup(of: TransportFailure?.self) { group in
                group.addTask {
                    do throws(TransportFailure) {
                        _ = try await pending.value(orWhenCancelled: Self.cancelled) {
                            cleanUps.enter()
                        }
                        return nil
                    } catch {
                        return error
                    }
                }
                for _ in 0..<(yields % 4) { await Task.yield() }
                group.cancelAll()
                #expect(await group.next() == Self.cancelled)
            }
            #expect(!pending.resolve(.success(1)))
            #expect(cleanUps.total == 1)
        }
    }

    @Test func `A value and a cancellation at once: exactly one of them counts`() async {
        for _ in 0..<500 {
            let pending = Pending<Int>()
            let cleanUps = Gauge()
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    (try? await pending.value(orWhenCancelled: Self.cancelled) { cleanUps.enter() })
                        != nil
                }
                await withTaskGroup(of: Bool.self) { giver in
                    giver.addTask { pending.resolve(.success(1)) }
                    group.cancelAll()
                    let wasGiven = await giver.next() ?? false
                    let wasTaken = await group.next() ?? false
                    #expect(wasGiven == wasTaken)
                    #expect(cleanUps.total == (wasGiven ? 0 : 1))
                }
            }
        }
    }
}
