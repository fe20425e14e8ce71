/// The verb of an HTTP request, in upper case.
public struct HTTPMethod: Sendable, Hashable, RawRepresentable, CustomStringConvertible {
    /// The verb as it stands in the request line.
    public let rawValue: String

    /// Makes a verb; letters are folded to upper case.
    public init(rawValue: String) {
        self.rawValue = rawValue.uppercased()
    }

    /// `GET`: arguments in the query.
    public static let get = HTTPMethod(rawValue: "GET")
    /// `HEAD`, for what an answer to a `GET` would say of its body.
    public static let head = HTTPMethod(rawValue: "HEAD")
    /// `POST`: arguments in the body.
    public static let post = HTTPMethod(rawValue: "POST")
    /// `PUT`: accepted by upload URLs.
    public static let put = HTTPMethod(rawValue: "PUT")

    /// The verb.
    public var description: String { rawValue }
}
