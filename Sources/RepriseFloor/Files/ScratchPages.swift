/// Bytes in pages of one size, of which those used last are in memory and the others in a file without a name.
///
/// Where no such file can be made or written, all of them stay in memory.
@usableFromInline
final class ScratchPages: Sendable {
    /// How many bytes a page has.
    @inlinable static var pageSize: Int { 16 << 10 }
    /// How many pages are in memory where there is a file.
    private static let slotCount = 6

    /// Memory for a page.
    private struct Slot: @unchecked Sendable {
        // `@unchecked` holds because the memory is touched under the lock of the pages only.
        let memory: UnsafeMutableRawBufferPointer
        /// The page that is in there; below zero if none is.
        var page = -1
        /// Whether it differs from what is in the file.
        var isChanged = false
        /// When the page was turned to last.
        var turn = 0
    }

    private struct State: Sendable {
        var file: ScratchFile?
        /// Whether there is no file, or no more room in it.
        var isFileFull = false
        var slots: [Slot] = []
        /// The slot of each page, or -1 for one that is in the file.
        var places: [Int32] = []
        var turn = 0
        /// The page used last, and its slot: most uses are of that one.
        var latest = (page: -1, slot: 0)
    }

    private let state = Locked(State())

    @usableFromInline
    init() {}

    deinit {
        state.withLock { state in
            for slot in state.slots { slot.memory.deallocate() }
        }
    }

    /// The same bytes, to be changed apart.
    @usableFromInline
    func copied() -> ScratchPages {
        let copy = ScratchPages()
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pageSize, alignment: 16)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        for page in 0..<state.withLock({ $0.places.count }) {
            // What cannot be read is noted: nothing is concluded from the copy either.
            _ = read(memory, from: 0, of: page)
            copy.write(UnsafeRawBufferPointer(memory), at: 0, of: page)
        }
        return copy
    }

    /// Copies bytes out of a page; `false` if it cannot be read any more, which is noted in ``ScratchFailures``.
    @usableFromInline
    func read(_ target: UnsafeMutableRawBufferPointer, from offset: Int, of page: Int) -> Bool {
        state.withLock { state in
            guard let slot = Self.slot(of: page, &state) else { return false }
            let part = offset..<offset + target.count
            target.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: state.slots[slot].memory[part])
            )
            return true
        }
    }

    /// Copies bytes into a page; the first page behind the last is made, and what is for one that cannot be read any more is lost
    /// with it.
    @usableFromInline
    func write(_ source: UnsafeRawBufferPointer, at offset: Int, of page: Int) {
        state.withLock { state in
            guard let slot = Self.slot(of: page, &state) else { return }
            if !state.slots[slot].isChanged { state.slots[slot].isChanged = true }
            let part = offset..<offset + source.count
            UnsafeMutableRawBufferPointer(rebasing: state.slots[slot].memory[part])
                .copyMemory(from: source)
        }
    }

    /// The slot of a page; `nil` if it cannot be read any more.
    private static func slot(of page: Int, _ state: inout State) -> Int? {
        if page == state.latest.page { return state.latest.slot }
        return turn(to: page, &state)
    }

    /// The slot of a page other than that used last; the page is read if it is in the file.
    private static func turn(to page: Int, _ state: inout State) -> Int? {
        let isNew = page == state.places.count
        var slot = isNew ? -1 : Int(state.places[page])
        if slot < 0 {
            slot = freeSlot(&state)
            if isNew {
                state.places.append(Int32(slot))
            } else if let file = state.file,
                file.read(into: state.slots[slot].memory, at: page * pageSize)
            {
                state.places[page] = Int32(slot)
            } else {
                state.slots[slot] = Slot(memory: state.slots[slot].memory)
                return nil
            }
            state.slots[slot].page = page
            state.slots[slot].isChanged = isNew
        }
        state.turn += 1
        state.slots[slot].turn = state.turn
        state.latest = (page, slot)
        return slot
    }

    /// A slot for another page: that of the page which has not been used for longest, if that can be written.
    private static func freeSlot(_ state: inout State) -> Int {
        if state.slots.count >= slotCount, !state.isFileFull {
            let oldest = state.slots.indices.min { state.slots[$0].turn < state.slots[$1].turn }
            if let oldest, leave(oldest, &state) { return oldest }
        }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: pageSize, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        state.slots.append(Slot(memory: memory))
        return state.slots.count - 1
    }

    /// Writes what is in a slot, if it must be; whether the slot is free now.
    private static func leave(_ slot: Int, _ state: inout State) -> Bool {
        let page = state.slots[slot].page
        guard page >= 0 else { return true }
        if state.slots[slot].isChanged {
            if state.file == nil { state.file = ScratchFile(in: ScratchFile.usualFolder) }
            guard let file = state.file,
                file.write(UnsafeRawBufferPointer(state.slots[slot].memory), at: page * pageSize)
            else {
                state.isFileFull = true
                return false
            }
        }
        state.places[page] = -1
        return true
    }
}
