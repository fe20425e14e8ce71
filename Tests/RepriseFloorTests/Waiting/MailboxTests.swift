import Interleaving
import RepriseFloor
import RepriseTestSupport
import Testing

@Suite(.timeLimit(.generous)) struct MailboxTests {
    @Test(arguments: 0..<20)
    func `Everything is handed out in order, and then the end`(_ seed: UInt64) throws {
        let run = Simulation(schedule: .seeded(seed)).run {
            let mailbox = Mailbox<Int>()
            async let read = {
                var values: [Int] = []
                while let value = await mailbox.next() { values.append(value) }
                return values
            }()
            mailbox.post(1)
            await Task.yield()
            await Task.yield()
            mailbox.post(2)
            mailbox.post(3)
            mailbox.finish()
            #expect(!mailbox.post(4))
            return await read
        }
        #expect(try run.result == [1, 2, 3])
    }

    @Test
    func `After the end no element is made, and one that cannot be made leaves nothing behind`()
        async throws
    {
        struct Broken: Error {}
        let mailbox = Mailbox<Int>()
        #expect(throws: Broken.self) {
            try mailbox.post { () throws(Broken) in throw Broken() }
        }
        let isTaken = mailbox.post(making: { 1 })
        #expect(isTaken)
        mailbox.finish()
        let isTakenLate = mailbox.post {
            Issue.record("an element was made in vain")
            return 2
        }
        #expect(!isTakenLate)
        #expect(await mailbox.next() == 1)
        #expect(await mailbox.next() == nil)
    }

    @Test(arguments: 0..<20)
    func `Cancellation ends one wait for an element, and no element is lost by it`(_ seed: UInt64)
        throws
    {
        let run = Simulation(schedule: .seeded(seed)).run {
            let mailbox = Mailbox<Int>()
            let first = await withTaskGroup(of: Int?.self) { group in
                group.addTask { await mailbox.next() }
                await Task.yield()
                group.cancelAll()
                return await group.next() ?? nil
            }
            mailbox.post(1)
            let second = await withTaskGroup(of: Int?.self) { group in
                group.cancelAll()
                group.addTask { await mailbox.nextUncancelled() }
                return await group.next() ?? nil
            }
            let third = await withTaskGroup(of: Int?.self) { group in
                group.cancelAll()
                group.addTask { await mailbox.nextUncancelled() }
                await Task.yield()
                mailbox.post(2)
                return await group.next() ?? nil
            }
            return [first, second, third]
        }
        #expect(try run.result == [nil, 1, 2])
    }
}
