import Foundation
import RepriseFloor
import Testing

/// What was written is read again, from memory and from a file that nobody else can open.
@Suite struct ScratchBytesTests {
    /// Pieces of every length, some of them longer than what is read at once.
    private static func pieces(_ seed: UInt64) -> [[UInt8]] {
        var random = SeededGenerator(seed: seed)
        return (0..<200).map { _ in
            let count = Int.random(
                in: 0..<(Bool.random(using: &random) ? 300 : 100_000),
                using: &random
            )
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
    }

    /// Writes pieces and reads them again in their order, backwards and here and there.
    private static func check(_ scratch: ScratchBytes, seed: UInt64) throws {
        let pieces = pieces(seed)
        let reader = ScratchReader(scratch)
        var places: [ScratchBytes.Place] = []
        for piece in pieces {
            let padded = [7] + piece + [9]
            let range = scratch.append(padded, 1..<piece.count + 1)
            places.append(try #require(ScratchBytes.Place(range)))
            // Also what is still in memory.
            #expect(reader.bytes(at: places[places.count - 1]) == piece)
        }
        #expect(scratch.count == pieces.reduce(0) { $0 + $1.count })
        var random = SeededGenerator(seed: seed)
        let orders = [
            Array(pieces.indices), pieces.indices.reversed(),
            pieces.indices.shuffled(using: &random),
        ]
        for index in orders.joined() {
            #expect(reader.bytes(at: places[index]) == pieces[index])
            #expect(ScratchReader(scratch).bytes(at: places[index]) == pieces[index])
        }
    }

    @Test(arguments: [0, 1, 1_000, 100_000, 1 << 30])
    func `Pieces are read again as they were written`(memoryLimit: Int) throws {
        try Self.check(ScratchBytes(memoryLimit: memoryLimit), seed: 1)
    }

    @Test func `A piece may begin in the file and end in memory`() throws {
        let scratch = ScratchBytes(memoryLimit: 10)
        let bytes: [UInt8] = Array(0..<25)
        for index in bytes.indices { scratch.append(bytes, index..<index + 1) }
        let place = try #require(ScratchBytes.Place(3..<25))
        #expect(ScratchReader(scratch).bytes(at: place) == Array(3..<25))
    }

    @Test func `Where no file can be made all of it stays in memory`() throws {
        let nowhere = "/nowhere-\(UUID().uuidString)"
        try Self.check(ScratchBytes(memoryLimit: 1, folder: nowhere), seed: 2)
    }

    @Test func `The file has no name, and is the user's alone`() async throws {
        try await withFolder { folder in
            let scratch = ScratchBytes(memoryLimit: 1, folder: folder)
            try Self.check(scratch, seed: 3)
            #expect(try files(in: folder) == [])
            #if os(Linux)
            let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
            let ours = open.map { "/proc/self/fd/\($0)" }.filter { path in
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
                return target?.hasPrefix(folder) ?? false
            }
            #expect(ours.count == 1)
            for path in ours {
                var status = stat()
                #expect(stat(path, &status) == 0)
                #expect(status.st_mode & 0o777 == 0o600)
                #expect(status.st_nlink == 0)
            }
            #endif
            withExtendedLifetime(scratch) {}
        }
    }

    @Test func `What has no room in a place has none`() {
        #expect(ScratchBytes.Place(0..<1 << 24) == nil)
        #expect(ScratchBytes.Place(1 << 40..<1 << 40 + 1) == nil)
        let range = 1 << 39..<1 << 39 + 1 << 24 - 1
        #expect(ScratchBytes.Place(range)?.range == range)
    }
}
