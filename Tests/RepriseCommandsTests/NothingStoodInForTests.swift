import Foundation
import Interleaving
import Testing

/// The command simulates nothing by itself, and nothing of the C library is stood in for in it.
@Suite struct NothingStoodInForTests {
    /// Whether the program names a function that only what stands in for the C library has a use for.
    private func standsIn(_ program: URL) throws -> Bool {
        let text = try Data(contentsOf: program, options: .alwaysMapped)
        return text.range(of: Data("\0mrand48\0".utf8)) != nil
    }

    @Test func `The command has none of what stands in for the C library`() throws {
        #expect(try !standsIn(URL(fileURLWithPath: Command.path)))
        // That this would be seen, is seen in a program that has it.
        if Capabilities.current.restriction == nil {
            #expect(try standsIn(URL(fileURLWithPath: "/proc/self/exe")))
        }
    }
}
