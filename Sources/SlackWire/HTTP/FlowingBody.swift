import RepriseFloor

/// A request's body that is sent as it comes: too long to be put together first.
///
/// It is read once, by whoever sends it. Two are equal if they are the same one.
public final class FlowingBody: BodyPieces, Hashable {
    /// How many bytes there will be; `nil` if nobody knows, and then it goes out in chunks.
    public let length: Int?
    /// Whether its sender waits to be told to go on (`Expect: 100-continue`, RFC 9110 §10.1.1): then so does whoever passes it on.
    public let expectsContinue: Bool

    private let pieces: any BodyPieces
    private let isBegun = Locked(false)

    /// Makes a body of its pieces.
    ///
    /// - Parameters:
    ///   - pieces: Where they come from.
    ///   - length: How many bytes they add up to, if somebody knows.
    ///   - expectsContinue: Whether it is asked for before it is sent.
    public init(_ pieces: any BodyPieces, length: Int? = nil, expectsContinue: Bool = false) {
        self.pieces = pieces
        self.length = length
        self.expectsContinue = expectsContinue
    }

    /// Whether somebody has begun to read it: then it cannot be sent again.
    public var hasBegun: Bool { isBegun.withLock { $0 } }

    /// The next bytes; `nil` at the end.
    public func next() async throws(TransportFailure) -> [UInt8]? {
        isBegun.withLock { $0 = true }
        return try await pieces.next()
    }

    /// Gives the rest up.
    public func cancel() {
        pieces.cancel()
    }

    /// All of it, waiting for the rest if need be.
    ///
    /// - Parameter limit: How many bytes it may have; the rest of a longer one is given up.
    /// - Throws: ``TransportFailure``: what ended the body before its end; of kind `invalidRequest` for one that is longer.
    public func whole(limit: Int) async throws(TransportFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await next() {
            guard piece.count <= limit - bytes.count else {
                cancel()
                throw TransportFailure(
                    .invalidRequest,
                    "the request's body has more than the \(limit >> 20) MiB that are taken here at once; send less"
                )
            }
            bytes += piece
        }
        return bytes
    }

    /// Whether they are the same.
    public static func == (left: FlowingBody, right: FlowingBody) -> Bool { left === right }

    /// Feeds its identity.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(self))
    }
}

extension WebAPICall {
    /// From how many bytes on a body flows that is not read on its way; up to them it is put together first.
    public static let flowingSize = 1 << 20

    /// The call with its body all there, for a transport that sends nothing on.
    ///
    /// - Parameter limit: How many bytes a body that flows may have.
    /// - Throws: ``TransportFailure``: what ended the body before its end; of kind `invalidRequest` for one that is longer.
    public func withWholeBody(limit: Int = 128 << 20) async throws(TransportFailure) -> WebAPICall {
        guard case .flowing(let flowing) = body else { return self }
        var call = self
        let bytes = try await flowing.whole(limit: limit)
        let type = headers["content-type"] ?? ""
        if MediaType(parsing: type).essence == "multipart/form-data" {
            call.body = Body(decoding: bytes, contentType: type)
            if case .multipart = call.body { call.headers["content-type"] = nil }
        } else {
            call.body = bytes.isEmpty ? .none : .bytes(bytes)
        }
        return call
    }
}
