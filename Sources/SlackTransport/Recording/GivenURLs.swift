/// Socket URLs that Slack gave, and what gave them.
///
/// A client may append to the URL it was given (Slack documents `&debug_reconnects=true`), so the longest
/// URL that another begins with counts too.
package struct GivenURLs<Origin: Sendable>: Sendable {
    private var origins: [String: Origin] = [:]
    /// The given URLs by the hash of their bytes.
    private var byHash: [UInt64: String] = [:]

    /// None so far.
    package init() {}

    /// Remembers what gave a URL; the last one counts.
    package mutating func note(_ url: String, from origin: Origin) {
        guard origins.updateValue(origin, forKey: url) == nil else { return }
        var hash = PrefixHash()
        for byte in url.utf8 { hash.append(byte) }
        byHash[hash.value] = url
    }

    /// What gave `url`, or else the longest one that it begins with.
    ///
    /// - Complexity: O(*n*) in the length of the URL, however many were given.
    package func origin(of url: String) -> Origin? {
        if let origin = origins[url] { return origin }
        guard !origins.isEmpty else { return nil }
        var found: Origin?
        var hash = PrefixHash()
        for (offset, byte) in url.utf8.enumerated() {
            hash.append(byte)
            guard let given = byHash[hash.value], given.utf8.count == offset + 1,
                url.utf8.starts(with: given.utf8)
            else { continue }
            found = origins[given]
        }
        return found
    }
}
