import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// One plan serves every timing.
@Suite struct SharedPlanTests {
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        for number in 1...12 {
            let (at, id) = (Int64(number) * 1_000, number + 1)
            builder.at(at, .receive(socket: 1, .event("\(number)", ts: "1.\(number)")))
            builder.at(at + 10, .call(id: id, .post("re \(number)")))
            builder.at(at + 30, .answer(call: id, .posted("2.\(number)")))
            builder.at(at + 40, .receive(socket: 1, .event("re \(number)", ts: "2.\(number)")))
        }
        return builder.session
    }()

    /// What comes out of a replay to a bot that answers each event at once, and when.
    private static func story(_ cursor: ReplayCursor) throws -> [String] {
        var driver = CursorDriver(cursor)
        let socket = try driver.connect()
        var story: [String] = []
        var answered = 0
        while story.count < 24, case .message(let message) = try driver.event(on: socket) {
            let text = try JSONValue(parsing: message.bytes)["text"]?.string ?? ""
            story.append("\(driver.now): \(text)")
            guard !text.hasPrefix("re ") else { continue }
            try driver.call(.post("re \(text)"))
            answered += 1
        }
        #expect(answered == 12)
        return story
    }

    @Test func `A plan that is shared gives each seed what a plan of its own gives`() throws {
        let shared = try ReplayPlan(Self.session)
        var stories: Set<[String]> = []
        for seed in UInt64(1)...40 {
            let perturbation = Perturbation(seed: seed, frameOrder: seed % 2 == 0 ? .kept : .free)
            let options = ReplayOptions(perturbation: perturbation)
            let own = try Self.story(ReplayCursor(Self.session, options: options))
            let story = try Self.story(ReplayCursor(shared, perturbation: perturbation))
            #expect(story == own)
            stories.insert(story)
        }
        #expect(stories.count > 20)
    }

    @Test func `A timing of the run's own replaces that of the plan's options`() throws {
        let perturbation = Perturbation(seed: 7)
        let perturbed = try ReplayPlan(
            Self.session,
            options: ReplayOptions(perturbation: perturbation)
        )
        let plain = try ReplayPlan(Self.session)
        let recorded = try Self.story(ReplayCursor(plain))
        #expect(try Self.story(ReplayCursor(perturbed, perturbation: nil)) == recorded)
        #expect(try Self.story(ReplayCursor(perturbed)) != recorded)
    }
}
