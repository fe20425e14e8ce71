import RepriseFloor

/// The text of a fixture, line by line: inflated if it is gzip, as it is if it is not.
struct TextStream: ~Copyable {
    /// How the text ended.
    enum Ending: Equatable {
        /// At the end of a gzip member, or of a plain file.
        case whole
        /// In the middle of a gzip member.
        case cut
    }

    private var source: ByteSource
    private var splitter: LineSplitter
    private var inflater: GzipInflater?
    private let path: String?
    private let limits: ReaderLimits
    private var isInMember = true
    /// How many bytes of text have been produced.
    private var inflated = 0
    private(set) var ending: Ending?
    /// What stopped the text; it is thrown when every line before it has been returned.
    private var failure: FixtureError?
    /// The number of the line returned last, from 1.
    private(set) var lineNumber = 0
    /// Where that line begins in the text.
    private(set) var lineOffset = 0
    /// Where all text is written as well.
    private let copy: ScratchBytes?
    /// What the headers of gzip members say beside the text, if somebody asks.
    private var headers: [[UInt8]] = []

    init(
        _ source: consuming ByteSource,
        path: String?,
        limits: ReaderLimits,
        copy: ScratchBytes? = nil,
        notesHeaders: Bool = false
    ) throws(FixtureError) {
        self.copy = copy
        var source = source
        if try source.isAtEnd(path: path) {
            throw FixtureError(.notAFixture(.empty), path: path)
        }
        let first = source.prefix.first
        guard first == 0x1f || first == UInt8(ascii: "{") else {
            throw FixtureError(.notAFixture(.foreign), path: path)
        }
        inflater = first == 0x1f ? GzipInflater(notesHeaders: notesHeaders) : nil
        self.source = source
        self.path = path
        self.limits = limits
        splitter = LineSplitter(lineLimit: limits.lineLength)
    }

    /// The memory in which lines lie.
    var bytes: [UInt8] {
        _read { yield splitter.bytes }
    }

    /// The next line; after the last one what follows the last line break, then `nil`.
    ///
    /// - Throws: `FixtureError` if the file cannot be read, is damaged or is over a limit.
    mutating func nextLine() throws(FixtureError) -> Range<Int>? {
        while true {
            let line = splitter.next()
            guard line.map({ $0.count <= limits.lineLength }) ?? !splitter.isOverLimit else {
                throw overLimit(.lineLength, limits.lineLength)
            }
            if let line { return advance(to: line) }
            if let failure { throw failure }
            guard ending == nil else { return nil }
            do throws(FixtureError) {
                try fill()
            } catch {
                failure = error
            }
        }
    }

    /// After a failure, looks for a gzip member behind it and goes on there; what is pending of the
    /// line before is given up.
    ///
    /// - Returns: False if there is none, or the failure is one that no place behind it is free of.
    /// - Throws: `FixtureError` if the file cannot be read.
    mutating func resume() throws(FixtureError) -> Bool {
        switch failure?.reason {
        case .damagedCompression, .trailingBytes: break
        default: return false
        }
        guard try source.skip(to: GzipInflater.magic, path: path) else { return false }
        failure = nil
        splitter.dropPending()
        inflater?.nextMember()
        isInMember = true
        return true
    }

    /// What the headers of gzip members say, since this was asked for last.
    mutating func takeHeaders() -> [[UInt8]] {
        defer { headers = [] }
        return headers
    }

    /// What follows the last line break, once there is no next line.
    mutating func remainder() -> Range<Int> {
        advance(to: splitter.remainder())
    }

    private mutating func advance(to line: Range<Int>) -> Range<Int> {
        lineNumber += 1
        lineOffset = splitter.origin + line.lowerBound
        return line
    }

    private mutating func fill() throws(FixtureError) {
        if try source.isAtEnd(path: path) {
            ending = inflater == nil || !isInMember ? .whole : .cut
            return
        }
        let produced = inflater == nil ? take() : try inflate()
        copy?.append(splitter.bytes, splitter.latest)
        inflated += produced
        if inflated > limits.inflatedSize { throw overLimit(.inflatedSize, limits.inflatedSize) }
    }

    private mutating func take() -> Int {
        var count = 0
        splitter.put { memory in
            source.consume { bytes in
                count = min(bytes.count, memory.count)
                memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
                return count
            }
            return count
        }
        return count
    }

    private mutating func inflate() throws(FixtureError) -> Int {
        if !isInMember {
            guard source.prefix.first == 0x1f else {
                throw FixtureError(.trailingBytes, path: path, byte: source.offset)
            }
            inflater?.nextMember()
            isInMember = true
        }
        var step = GzipInflater.Step(consumed: 0, produced: 0, status: .damaged)
        splitter.put { memory in
            source.consume { bytes in
                step = inflater?.inflate(bytes, into: memory) ?? step
                return step.consumed
            }
            return step.produced
        }
        if let header = inflater?.takeHeader() { headers.append(header) }
        if step.status == .damaged {
            throw FixtureError(.damagedCompression, path: path, byte: source.offset)
        }
        if step.status == .memberEnd { isInMember = false }
        return step.produced
    }

    private func overLimit(_ kind: ReaderLimits.Kind, _ limit: Int) -> FixtureError {
        FixtureError(
            .overLimit(kind, limit: limit),
            path: path,
            line: lineNumber + 1,
            byte: source.offset
        )
    }
}
