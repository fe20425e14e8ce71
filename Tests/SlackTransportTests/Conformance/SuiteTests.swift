import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// The suite itself: each flaw is found, by the clause that is about it.
@Suite(.timeLimit(.generous)) struct `The suite of the contract` {
    @Test(arguments: BrokenTransport.Flaw.allCases)
    func `finds what is wrong with a transport`(_ flaw: BrokenTransport.Flaw) async throws {
        let clause = Self.clause(about: flaw)
        let address = try #require(WebAddress(TransportClause.foreignUpstream))
        let hosts = clause == .hosts ? SlackHosts(upstreams: [address]) : .slack
        let slack = ScriptedTransport.conformance(hosts: hosts)
        let found = await #expect(throws: TransportViolation.self) {
            try await clause.check(over: BrokenTransport(slack, flaw))
        }
        #expect(found?.clause == clause)
        #expect(found?.finding.isEmpty == false)
    }

    @Test func `has a flaw for each of its clauses`() {
        let found = Set(BrokenTransport.Flaw.allCases.map(Self.clause))
        let missing = TransportClause.allCases.filter { !found.contains($0) }
        #expect(missing.isEmpty, "nothing shows that these can fail: \(missing)")
    }

    private static func clause(about flaw: BrokenTransport.Flaw) -> TransportClause {
        switch flaw {
        case .throwsRefusals: .refusals
        case .swallowsStatus: .statuses
        case .touchesAnswers: .answerBytes
        case .touchesBodies: .bodies
        case .shoutsArguments: .arguments
        case .ignoresCancelledCalls: .callCancellation
        case .ignoresCancelledTasks: .callByCancelled
        case .cancelsBrokenCalls: .brokenCalls
        case .namesRefusalsWrongly: .refusedSockets
        case .reversesSends: .sendingOrder
        case .touchesText, .takesBinaryForText: .payloadsIn
        case .sendsBinaryAsText: .payloadsOut
        case .swallowsPings: .pings
        case .touchesPongs: .pongs
        case .losesWhatWasCancelled: .receiveCancellation
        case .throwsAtTheEnd: .lostConnections
        case .endsOnce: .peerCloses
        case .takesSendsWhenClosed: .sendingToClosed
        case .takesPingsWhenClosed: .sendingAfterClose
        case .repeatsViolations: .violations
        case .slackOnly: .hosts
        case .blamesSlackForItsClose: .botCloses
        case .closesAnew: .closingTwice
        case .touchesFlowingBodies: .flowingBodies
        case .takesCutBodiesForWhole: .cutBodies
        case .changesVerbs: .addresses
        case .repeatsAnswers: .sideBySide
        case .speaksFirst: .greeting
        case .mixesSenders: .severalSenders
        case .timesOutForCancelled: .receiveByCancelled
        case .callsPartsWhole: .firstPiece
        case .touchesPieces: .allPieces
        case .takesCutsForEnds: .cutAnswers
        case .endsCancelledReads: .readCancellation
        case .diesOfAbandoned: .abandonedAnswers
        case .endsAllSockets: .socketsApart
        case .forgetsSlacksClose: .closingClosed
        case .failsWaitingReceives: .closingWhileReceiving
        case .closesRoughlyForCancelled: .closingByCancelled
        }
    }
}
