/// Values by id, in the order in which they came.
struct Table<Element: Sendable>: Sendable {
    private(set) var ids: [String] = []
    private var elements: [String: Element] = [:]

    /// The element of that id; setting `nil` removes it, and a new one comes last.
    subscript(id: String) -> Element? {
        get { elements[id] }
        set {
            if let newValue {
                if elements.updateValue(newValue, forKey: id) == nil { ids.append(id) }
            } else if elements.removeValue(forKey: id) != nil {
                ids.removeAll { $0 == id }
            }
        }
    }

    /// Changes the element of that id in place; `nil` if there is none.
    mutating func update<Result>(_ id: String, _ change: (inout Element) -> Result) -> Result? {
        guard let index = elements.index(forKey: id) else { return nil }
        return change(&elements.values[index])
    }

    /// The elements in order.
    var values: [Element] { ids.compactMap { elements[$0] } }

    /// How many there are.
    var count: Int { ids.count }
}
