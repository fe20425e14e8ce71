import RepriseFloor
import Testing

@testable import SlackServer

@Suite struct WaitingBytesTests {
    @Test func `Large bodies wait for room in the order in which they came`() {
        let waiting = WaitingBytes(limit: 100)
        let granted = Locked<[Int]>([])
        func ask(_ number: Int, _ count: Int) -> Int? {
            waiting.reserve(count) { granted.withLock { $0.append(number) } }
        }
        #expect(ask(1, 60) == nil)
        let second = ask(2, 70)
        #expect(second != nil)
        // Though there would be room for it, it does not pass the one before it.
        let third = ask(3, 30)
        #expect(third != nil)
        #expect(waiting.used == 60)
        waiting.release(60)
        #expect(granted.withLock { $0 } == [2, 3])
        #expect(waiting.used == 100)
        waiting.release(100)
        #expect(waiting.used == 0)
    }

    @Test func `What is larger than all the room comes alone`() {
        let waiting = WaitingBytes(limit: 100)
        let granted = Locked<[Int]>([])
        #expect(waiting.reserve(10) {} == nil)
        #expect(waiting.reserve(500) { granted.withLock { $0.append(500) } } != nil)
        #expect(waiting.reserve(10) { granted.withLock { $0.append(10) } } != nil)
        waiting.release(10)
        #expect(granted.withLock { $0 } == [500])
        waiting.release(500)
        #expect(granted.withLock { $0 } == [500, 10])
    }

    @Test func `Who leaves the queue lets those behind go on, and gives back what was granted`() {
        let waiting = WaitingBytes(limit: 100 * 1024)
        let (first, second, third) = (
            BodyReservation(waiting), BodyReservation(waiting), BodyReservation(waiting)
        )
        first.begin(90 * 1024) {}
        #expect(!first.isQueued)
        second.begin(90 * 1024) {}
        let granted = Locked(false)
        third.begin(70 * 1024) { granted.withLock { $0 = true } }
        #expect(second.isQueued && third.isQueued)
        first.close()
        // Room was given to the second, which does not know yet and goes.
        second.close()
        #expect(granted.withLock { $0 })
        third.granted()
        #expect(!third.isQueued)
        #expect(waiting.used == 70 * 1024)
        third.close()
        #expect(waiting.used == 0)
    }

    @Test func `A request keeps the room of its bytes until it is answered`() {
        let waiting = WaitingBytes(limit: 1 << 30)
        let body = BodyReservation(waiting)
        body.begin(0) {}
        for _ in 1...4 { body.receive(32 * 1024, longest: 1 << 20) {} }
        #expect(waiting.used == 1 << 20)
        body.finish()
        #expect(waiting.used == 128 * 1024)
        #expect(body.owedBytes == 128 * 1024)
        body.begin(100) {}
        body.receive(100, longest: 1 << 20) {}
        body.finish()
        body.answered()
        #expect(waiting.used == 0)
        #expect(body.owedCount == 1)
        body.answered()
        body.answered()
        #expect(body.owedCount == 0)
    }
}
