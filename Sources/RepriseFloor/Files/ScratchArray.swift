/// An array of small values that may be long: of more than some memory holds, only what was used last is there, and the rest is
/// in a file without a name, which goes with it.
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
    /// One element, into whose memory others are read.
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

    /// How many elements a page has.
    @inlinable static var elementsInPage: Int {
        ScratchPages.pageSize / MemoryLayout<Element>.stride
    }

    @inlinable
    func paged(_ index: Int, _ pages: ScratchPages) -> Element {
        precondition(index >= 0 && index < pagedCount, "There is no element at this index.")
        let (page, place) = index.quotientAndRemainder(dividingBy: Self.elementsInPage)
        guard var element = blank else { preconditionFailure("There are no elements.") }
        withUnsafeMutableBytes(of: &element) { memory in
            pages.read(memory, from: place * MemoryLayout<Element>.stride, of: page)
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
            blank = element
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
            guard let pages else { return near[index] }
            return paged(index, pages)
        }
        set {
            guard pages != nil else { return near[index] = newValue }
            precondition(index >= 0 && index < pagedCount, "There is no element at this index.")
            setPaged(index, newValue)
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
