import SlackWire

/// The part of a call by which a matcher looks it up: calls with equal signatures are candidates.
struct CallSignature: Sendable, Hashable {
    /// Where the call goes; `nil` if the matcher does not care.
    var target: WebAPICall.Target?
    /// The arguments that count; `nil` if the matcher does not care.
    var contents: Contents?

    /// The arguments that count.
    struct Contents: Sendable, Hashable {
        var members: [JSONMember]
        var files: [MultipartPart]
        var bytes: [UInt8]?

        init(_ call: WebAPICall, ignoring ignored: [ArgumentPath]) {
            let arguments = call.arguments
            members = ignored.reduce(arguments.members) { $1.removed(from: $0) }
            // A file is its name and its bytes; clients differ in the media type they make up.
            files = arguments.files.map { file in
                MultipartPart(name: file.name, filename: file.filename, bytes: file.bytes)
            }
            bytes = arguments.content
        }
    }
}

extension CallSignature.Contents {
    /// Where these arguments differ from recorded ones.
    func differences(from recorded: CallSignature.Contents) -> [PayloadDifference] {
        var found = PayloadDifference.between(
            expected: .object(recorded.members),
            actual: .object(members)
        )
        for index in 0..<max(files.count, recorded.files.count) {
            let expected = index < recorded.files.count ? recorded.files[index] : nil
            let actual = index < files.count ? files[index] : nil
            guard expected != actual else { continue }
            found.append(
                PayloadDifference(
                    path: "file \(index + 1)",
                    expected: (expected?.summary).map(JSONValue.string),
                    actual: (actual?.summary).map(JSONValue.string)
                )
            )
        }
        if bytes != recorded.bytes {
            found.append(
                PayloadDifference(
                    path: "content",
                    expected: recorded.bytes.map { .string(Self.summary(of: $0)) },
                    actual: bytes.map { .string(Self.summary(of: $0)) }
                )
            )
        }
        return found
    }

    /// A content by its size and a checksum (FNV-1a): enough to tell two apart in a report.
    static func summary(of bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "\(bytes.count) bytes, checksum \(String(hash, radix: 16))"
    }
}

extension MultipartPart {
    fileprivate var summary: String {
        "\(filename ?? name): \(CallSignature.Contents.summary(of: bytes))"
    }
}
