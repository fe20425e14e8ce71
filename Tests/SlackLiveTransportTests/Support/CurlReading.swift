import CCurl

/// Where libcurl would connect for a URL.
struct CurlReading {
    let host: String
    let port: Int

    /// `nil` if it is no URL of http or https, or if it holds a name and a password.
    init?(_ url: String) {
        guard let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        guard url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
            curl_url_set(parts, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: parts)?.lowercased(),
            let host = Self.part(CURLUPART_HOST, of: parts), !host.isEmpty,
            let standardPort = ["http": 80, "https": 443][scheme],
            Self.part(CURLUPART_USER, of: parts) == nil
        else { return nil }
        self.host = host
        port = Self.part(CURLUPART_PORT, of: parts).flatMap { Int($0) } ?? standardPort
    }

    private static func part(_ what: CURLUPart, of parts: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, what, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
