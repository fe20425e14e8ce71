import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import SlackWorkspace
import Testing

/// The contract of `Transport` over the workspace, which is itself the Slack that the checks need.
@Suite(.timeLimit(.generous)) struct `The contract of a transport, in the workspace` {
    /// What the workspace can be asked for.
    static let clauses = TransportClause.allCases.filter {
        $0.needs.isSubset(of: [.closing, .losing, .pinging])
    }

    @Test(arguments: clauses)
    func `The workspace`(_ clause: TransportClause) async throws {
        let workspace = SlackWorkspace()
        try await clause.check(over: workspace) { direction in
            switch direction {
            case .close(let code, let reason): workspace.closeSockets(code: code, reason: reason)
            case .lose: workspace.dropConnections()
            case .ping(let payload): workspace.ping(String(decoding: payload, as: UTF8.self))
            case .say, .violate: throw SlackWorkspace.ControlError.badFrame
            }
        }
    }

    @Test func `What the workspace cannot be asked for is known by name`() {
        let others = Set(TransportClause.allCases).subtracting(Self.clauses)
        #expect(
            others == [
                .statuses, .answerBytes, .bodies, .flowingBodies, .cutBodies, .addresses,
                .sideBySide, .callCancellation, .callByCancelled, .brokenCalls, .firstPiece,
                .allPieces, .cutAnswers,
                .readCancellation, .abandonedAnswers, .refusedSockets, .payloadsIn, .payloadsOut,
                .violations, .hosts,
            ]
        )
    }

    @Test func `A call that waits for the workspace ends when it is cancelled`() async throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.callLatency = .constant(.seconds(3_600))
        let workspace = SlackWorkspace(configuration: configuration)
        let kind = await withTaskGroup(of: TransportFailure.Kind?.self) { group in
            group.addTask {
                do throws(TransportFailure) {
                    _ = try await workspace.call(WebAPICall(method: "api.test"))
                    return nil
                } catch {
                    return error.kind
                }
            }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(kind == .cancelled)
    }
}
