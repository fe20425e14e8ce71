#if os(Linux)
import RepriseFloor
import RepriseTestSupport
import Testing

/// What becomes of what was put into files when those cannot be read or written; each in a process of its own.
@Suite struct ScratchFailureTests {
    private static func numbers(_ count: Int) -> ScratchArray<UInt32> {
        var array = ScratchArray<UInt32>(memoryLimit: 0)
        for number in 0..<UInt32(count) { array.append(number + 7) }
        return array
    }

    @Test(arguments: [true, false])
    func `What cannot be read reads as the first element, and is noted`(isWritable: Bool) async {
        await #expect(processExitsWith: .success) { [isWritable] in
            var array = Self.numbers(1_000_000)
            let mark = ScratchFailures.mark
            #expect(array[0] == 7)
            #expect(ScratchFailures.failure(since: mark) == nil)
            #expect(breakScratchFiles(isWritable: isWritable) == 1)
            let (middle, latest) = (array[500_000], array[999_999])
            #expect(middle == 7)
            #expect(latest == 1_000_006)
            let failure = ScratchFailures.failure(since: mark)
            #expect(failure?.code != 0)
            #expect(failure?.folder.hasPrefix("/") == true)
            // It goes on: in what is in memory, with what is added, and in copies.
            for number in 0..<100_000 as Range<UInt32> { array.append(number) }
            array[500_000] = 1
            var copy = array
            copy[999_999] = 2
            #expect(array.count == 1_100_000)
            #expect(copy.reduce(0) { $0 + Int($1) } > 0)
            // Of what came later nobody need know.
            #expect(ScratchFailures.failure(since: ScratchFailures.mark) == nil)
        }
    }

    @Test func `An index that was lost leads nowhere`() async {
        await #expect(processExitsWith: .success) {
            let array = Self.numbers(100_000)
            var short = ScratchArray<UInt32>()
            short.append(3)
            breakScratchFiles()
            _ = array[50_000]
            #expect(array[1_000_000] == 7)
            #expect(short[1_000_000] == 3)
            short[-1] = 4
            #expect(Array(short) == [3])
            #expect(ScratchArray<UInt32>.range(from: 5, to: 2) == 5..<5)
        }
    }

    @Test func `An index that never was is a mistake`() async {
        await #expect(processExitsWith: .failure) {
            _ = Self.numbers(100_000)[100_000]
        }
    }

    @Test func `Bytes that cannot be read are none`() async {
        await #expect(processExitsWith: .success) {
            let bytes = ScratchBytes(memoryLimit: 1_000)
            let piece = [UInt8](repeating: 7, count: 900)
            let places = (0..<200).map { _ in ScratchBytes.Place(bytes.append(piece, 0..<900)) }
            let reader = ScratchReader(bytes)
            let mark = ScratchFailures.mark
            #expect(places[0].map { reader.bytes(at: $0) } == piece)
            breakScratchFiles()
            // What was read with it is at hand.
            #expect(places[1].map { reader.bytes(at: $0) } == piece)
            #expect(ScratchFailures.failure(since: mark) == nil)
            #expect(places[150].map { reader.bytes(at: $0) } == .some(nil))
            #expect(places[1].map { reader.bytes(at: $0) } == .some(nil))
            #expect(ScratchFailures.failure(since: mark) != nil)
        }
    }

    @Test(arguments: [0, 20_000, 300_000])
    func `A full disk leaves everything in memory`(room: Int) async {
        await #expect(processExitsWith: .success) { [room] in
            let mark = ScratchFailures.mark
            limitFiles(to: room)
            let array = Self.numbers(1_000_000)
            let bytes = ScratchBytes(memoryLimit: 1_000)
            let places = (0..<5_000).map { number in
                ScratchBytes.Place(
                    bytes.append([UInt8](repeating: UInt8(number % 251), count: 900), 0..<900)
                )
            }
            let reader = ScratchReader(bytes)
            #expect(array.enumerated().allSatisfy { $0 + 7 == $1 })
            for number in [0, 20, 21, 22, 23, 24, 332, 333, 334, 335, 4_999] {
                let piece = places[number].flatMap { reader.bytes(at: $0) }
                #expect(piece == [UInt8](repeating: UInt8(number % 251), count: 900))
            }
            #expect(ScratchFailures.failure(since: mark) == nil)
        }
    }

    @Test func `It says what, where, and what to do`() {
        let failure = ScratchFailure(folder: "/somewhere", code: 5)
        #expect(
            failure.description
                == "a file for scratch in /somewhere cannot be read any more (Input/output error), so what was kept "
                + "there is lost; look after that disk, or set TMPDIR to a folder on another one, and run it again"
        )
        #expect(ScratchFailure(folder: "/", code: 0).sentence.contains("it has become shorter"))
    }
}
#endif
