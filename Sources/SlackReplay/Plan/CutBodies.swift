import SlackWire

/// The bodies of requests that broke off in a recording, by what they are compared by.
///
/// Where they broke off was chance: the bot went away, or had its answer before it had sent all. What had come by then is compared with
/// as much of a body that comes now.
struct CutBodies: Sendable {
    private var bodies: [(digest: BodyFile, file: BodyFile, contentType: String?)] = []

    var isEmpty: Bool { bodies.isEmpty }

    /// How many bytes they have, in order.
    var marks: [Int] { Set(bodies.map(\.digest.count)).sorted() }

    /// Takes the body of a recorded call, if it broke off.
    mutating func append(_ file: BodyFile, contentType: String?) {
        guard file.isCut, let digest = BodyDigest.recorded(file, contentType: contentType) else {
            return
        }
        bodies.append((digest, file, contentType))
    }

    /// The digests of those that begin with as much as came of a body now.
    ///
    /// - Complexity: O(*n*) in the length of those that are longer.
    func beginning(with came: BodyFile) -> [BodyFile] {
        bodies.filter { body in
            body.digest.count > came.count
                && BodyDigest.recorded(
                    body.file,
                    contentType: body.contentType,
                    upTo: came.count
                ) == came
        }.map(\.digest)
    }
}
