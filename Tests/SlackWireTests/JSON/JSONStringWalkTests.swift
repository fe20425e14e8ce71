import SlackWire
import Testing

@Suite struct JSONStringWalkTests {
    /// The way to a value, written out: for small documents only.
    private typealias Way = [JSONStep]

    @Test(arguments: 0..<20)
    func `The walk gives every string of the tree, with its way and its place`(seed: Int) throws {
        var random = RandomJSON(seed: UInt64(seed))
        for _ in 0..<40 {
            let value = random.value(depth: 5)
            let text = try JSONText(validating: Array(random.spelling(of: value).utf8))
            let found = try text.strings(
                from: Way(),
                entering: { $0 + [$1] },
                where: { _ in true }
            )
            let expected = Self.strings(of: value, at: [])
            #expect(found.map(\.place.text) == expected.map(\.text))
            #expect(found.map(\.way) == expected.map(\.way))
            #expect(try text.strings() == found.map(\.place))
            for place in found.map(\.place) {
                let spelled = try JSONValue(parsing: Array(text.bytes[place.range]))
                #expect(spelled == .string(place.text))
            }
            let marked = text.replacing(found.map { ($0.place, $0.place.text + "!") })
            #expect(try marked.strings().map(\.text) == found.map { $0.place.text + "!" })
        }
    }

    private static func strings(
        of value: JSONValue,
        at way: Way
    ) -> [(way: Way, text: String)] {
        switch value {
        case .string(let text): [(way, text)]
        case .array(let elements): elements.flatMap { strings(of: $0, at: way + [.elements]) }
        case .object(let members):
            members.flatMap { strings(of: $0.value, at: way + [.member($0.name)]) }
        default: []
        }
    }

    @Test func `Only what is wanted is given`() throws {
        let text = try JSONText(
            validating: Array(#"{"a":"1","b":["2",{"a":"3"}],"c":"4","a":["5"]}"#.utf8)
        )
        let found = try text.strings(
            from: false,
            entering: { isInA, step in step == .member("a") || step == .elements && isInA },
            where: \.self
        )
        #expect(found.map(\.place.text) == ["1", "3", "5"])
    }

    /// How often a walk asks about a step, and how many strings it gives.
    private static func work(_ document: String) throws -> (steps: Int, strings: Int) {
        let text = try JSONText(validating: Array(document.utf8))
        var steps = 0
        let found = try text.strings(
            from: (),
            entering: { _, _ in steps += 1 },
            where: { true }
        )
        return (steps, found.count)
    }

    @Test(arguments: [1, 8, 250, 500])
    func `The work grows with the document, and neither with its depth nor with its names`(
        depth: Int
    ) throws {
        let strings = Array(repeating: #""x""#, count: 1_000).joined(separator: ",")
        let arrays = try Self.work(
            String(repeating: "[", count: depth) + strings + String(repeating: "]", count: depth)
        )
        #expect(arrays == (depth, 1_000))
        let objects = try Self.work(
            String(repeating: #"{"name":"#, count: depth) + "[\(strings)]"
                + String(repeating: "}", count: depth)
        )
        #expect(objects == (depth + 1, 1_000))
    }
}
