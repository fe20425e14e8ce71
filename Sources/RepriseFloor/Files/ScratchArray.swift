/// An array of small values that may be long: of more than some memory holds, only what was used last is there, and the rest is
/// in a file without a name, which goes with it.
///
/// What cannot be read any more reads as the first element, and is noted in ``ScratchFailures``: that fits what else is known
/// well enough for going on until somebody asks there.
///
/// What is used together should stand together. A copy shares the file until one of both is changed.
///
/// - Complexity: O(1) for an element near to those used last. For one far from them a page of sixteen kilobytes is read.
@usableFromInline
package struct ScratchArray<Element: BitwiseCopyable & Sendable>: Sendable {
    /// All elements, as long as they are few.
    @usableFromInline var near: [Element]
    /// All elements, when they are many.
    @usableFromInline var pages: ScratchPages?
    /// The first element, when they are many: others are read into its memory.
    @usableFromInline var blank: Element?
    /// How many there are in the pages.
    @usableFromInline var pagedCount = 0

    /// How many bytes are kept in memory, unless a test wants fewer.
    @inlinable package static var usualLimit: Int { 128 << 10 }
    @usableFromInline let limit: Int

    /// No elements.
    ///
    /// - Parameter memoryLimit: How many bytes of elements are kept in memory.
    @inlinable
    package init(memoryLimit: Int = Self.usualLimit) {
        near = []
        limit = memoryLimit / MemoryLayout<Element>.stride
    }

    /// The same element several times.
    @inlinable
    package init(repeating element: Element, count: Int, memoryLimit: Int = Self.usualLimit) {
        self.init(memoryLimit: memoryLimit)
        if count <= limit {
            near = [Element](repeating: element, count: count)
        } else {
            for _ in 0..<count { append(element) }
        }
    }

    /// The range between two places that stand in arrays themselves; empty where one of those cannot be read any more and they
    /// contradict each other.
    @inlinable
    package static func range(from start: UInt32, to end: UInt32) -> Range<Int> {
        Int(start)..<Int(Swift.max(start, end))
    }

    /// How many elements a page has.
    @inlinable static var elementsInPage: Int {
        ScratchPages.pageSize / MemoryLayout<Element>.stride
    }

    @inlinable
    func paged(_ index: Int, _ pages: ScratchPages) -> Element {
        guard index >= 0, index < pagedCount, var element = blank else { return stray }
        let (page, place) = index.quotientAndRemainder(dividingBy: Self.elementsInPage)
        let isRead = withUnsafeMutableBytes(of: &element) { memory in
            pages.read(memory, from: place * MemoryLayout<Element>.stride, of: page)
        }
        return isRead ? element : stray
    }

    /// Stands for an element that cannot be read any more, and for one at an index that was in such an element.
    @usableFromInline var stray: Element {
        guard let element = blank ?? near.first, ScratchFailures.isAny else {
            preconditionFailure("There is no element at this index.")
        }
        return element
    }

    @inlinable
    mutating func setPaged(_ index: Int, _ element: Element) {
        if pages != nil, !isKnownUniquelyReferenced(&pages) { pages = pages?.copied() }
        let (page, place) = index.quotientAndRemainder(dividingBy: Self.elementsInPage)
        withUnsafeBytes(of: element) { memory in
            pages?.write(memory, at: place * MemoryLayout<Element>.stride, of: page)
        }
    }

    /// Adds an element behind all others.
    @inlinable
    package mutating func append(_ element: Element) {
        if pages == nil {
            if near.count < limit { return near.append(element) }
            blank = near.first ?? element
            leaveMemory()
        }
        pagedCount += 1
        setPaged(pagedCount - 1, element)
    }

    @inlinable
    mutating func leaveMemory() {
        pages = ScratchPages()
        let elements = near
        near = []
        for (index, element) in elements.enumerated() { setPaged(index, element) }
        pagedCount = elements.count
    }

    /// Makes room in memory for so many elements.
    @inlinable
    package mutating func reserveCapacity(_ count: Int) {
        if pages == nil { near.reserveCapacity(Swift.min(count, limit)) }
    }
}

extension ScratchArray: RandomAccessCollection, MutableCollection {
    /// The place of the first element.
    @inlinable package var startIndex: Int { 0 }
    /// The place behind the last element.
    @inlinable package var endIndex: Int { pages == nil ? near.count : pagedCount }

    /// The element at a place.
    @inlinable package subscript(index: Int) -> Element {
        get {
            guard let pages else {
                return index >= 0 && index < near.count ? near[index] : stray
            }
            return paged(index, pages)
        }
        set {
            guard index >= 0, index < count else {
                precondition(ScratchFailures.isAny, "There is no element at this index.")
                return
            }
            if pages == nil { near[index] = newValue } else { setPaged(index, newValue) }
        }
    }
}

extension ScratchArray: Equatable where Element: Equatable {
    @inlinable
    package static func == (left: ScratchArray, right: ScratchArray) -> Bool {
        left.elementsEqual(right)
    }
}

extension ScratchArray: Hashable where Element: Hashable {
    @inlinable
    package func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for element in self { hasher.combine(element) }
    }
}
