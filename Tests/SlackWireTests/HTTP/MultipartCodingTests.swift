import RepriseFloor
import SlackWire
import Testing

struct `Multipart coding` {
    private let parts = [
        MultipartPart(name: "channels", bytes: Array("C1".utf8)),
        MultipartPart(
            name: "file",
            filename: "r\u{e9}sum\u{e9} \"final\"\\.txt",
            contentType: "text/plain; charset=utf-8",
            bytes: Array("line\r\n--almost\r\n\r\nend".utf8)
        ),
        MultipartPart(name: "empty", filename: "", bytes: []),
        MultipartPart(name: "a\r\nb", bytes: [0, 0xff, 0x0d, 0x0a, 0x2d, 0x2d]),
    ]

    private func decode(_ body: String, boundary: String = "b") throws -> [MultipartPart] {
        try MultipartCoding.decode(
            Array(body.utf8),
            contentType: "multipart/form-data; boundary=\(boundary)"
        )
    }

    @Test func `Parts are written as RFC 7578 asks`() {
        let bytes = MultipartCoding.encode([parts[0]], boundary: "b")
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "--b\r\nContent-Disposition: form-data; name=\"channels\"\r\n\r\nC1\r\n--b--\r\n"
        )
    }

    @Test func `What is written is read back, bytes and names alike`() throws {
        let boundary = MultipartCoding.boundary(for: parts)
        let bytes = MultipartCoding.encode(parts, boundary: boundary)
        let contentType = MultipartCoding.contentType(boundary: boundary)
        #expect(try MultipartCoding.decode(bytes, contentType: contentType) == parts)
    }

    @Test(arguments: ["\\", "a\\\\b", "C:\\dir\\", "\\\"", "\"\\", "a;b=\"c\"", "%22", " a "])
    func `A name survives its quoting`(name: String) throws {
        let part = MultipartPart(name: name, filename: name, bytes: [1])
        let bytes = MultipartCoding.encode([part], boundary: "b")
        let decoded = try MultipartCoding.decode(
            bytes,
            contentType: MultipartCoding.contentType(boundary: "b")
        )
        // The three escapes of RFC 7578 have no escape themselves: a literal %22 is read as a quote.
        let expected = name.replacing("%22", with: "\"")
        #expect(decoded == [MultipartPart(name: expected, filename: expected, bytes: [1])])
    }

    @Test(arguments: 0..<30)
    func `Any bytes survive, those of boundaries among them`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "\r\n", "--", "b", "-", "\r", "\n", "\r\n--b", "\r\n--b-", "--b--", "\0", "x",
        ]
        let parts = (0..<4).map { number in
            let content = (0..<Int.random(in: 0..<12, using: &generator)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined()
            return MultipartPart(name: "p\(number)", bytes: Array(content.utf8))
        }
        let boundary = MultipartCoding.boundary(for: parts)
        let bytes = MultipartCoding.encode(parts, boundary: boundary)
        let contentType = MultipartCoding.contentType(boundary: boundary)
        #expect(try MultipartCoding.decode(bytes, contentType: contentType) == parts)
    }

    @Test func `The boundary is one that no part contains`() {
        let first = MultipartCoding.boundary(for: [])
        let part = MultipartPart(name: "x", bytes: Array("--\(first)".utf8))
        let second = MultipartCoding.boundary(for: [part])
        #expect(second != first)
        #expect(MultipartCoding.boundary(for: [part]) == second)
    }

    @Test(.timeLimit(.minutes(10)))
    func `A body full of boundaries gets another one in linear time`() {
        let bytes = (0..<100_000).flatMap { Array("--reprise-boundary-\($0)".utf8) }
        let part = MultipartPart(name: "x", bytes: bytes)
        #expect(MultipartCoding.boundary(for: [part]) == "reprise-boundary-100000")
    }

    @Test func `What other clients write is read`() throws {
        let body =
            "preamble\r\n--b  \r\nX-Other: 1\r\ncontent-disposition:form-data; NAME=\"a\"; filename=c\\d.txt\r\n"
            + "Content-Type: image/png\r\n\r\n\r\n\r\n--b\r\nContent-Disposition: form-data; name=bare\r\n\r\n"
            + "\r\n--b--epilogue"
        #expect(
            try decode(body) == [
                MultipartPart(
                    name: "a",
                    filename: "c\\d.txt",
                    contentType: "image/png",
                    bytes: [13, 10]
                ),
                MultipartPart(name: "bare", bytes: []),
            ]
        )
        let quoted = try MultipartCoding.decode(
            Array("--a b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--a b--".utf8),
            contentType: "Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""
        )
        #expect(quoted == [MultipartPart(name: "x", bytes: [0x31])])
        #expect(try decode("--b--\r\n").isEmpty)
        let shared = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n--b--"
        #expect(try decode(shared) == [MultipartPart(name: "x", bytes: [])])
    }

    @Test(
        arguments: [
            ("", .noOpeningBoundary, 0), ("hello", .noOpeningBoundary, 0),
            ("--c\r\n", .noOpeningBoundary, 0),
            ("--b", .unexpectedEnd, 3), ("--b-", .unexpectedEnd, 4),
            ("--bx\r\n", .unexpectedAfterBoundary, 3),
            ("--b\r\n", .unexpectedEnd, 5), ("--b\r\n\r\nx\r\n--b--", .unnamedPart, 5),
            ("--b\r\nnonsense\r\n\r\nx\r\n--b--", .invalidHeader, 5),
            (
                "--b\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\nx\r\n--b--",
                .unnamedPart, 5
            ),
            (
                "--b\r\nContent-Disposition: form-data; filename=\"x\"\r\n\r\nx\r\n--b--",
                .unnamedPart, 5
            ),
            (
                "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nx\r\n--b", .unexpectedEnd,
                55
            ),
            ("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nx\r\n", .unexpectedEnd, 52),
        ] as [(String, MultipartError.Reason, Int)]
    )
    func `What is not well-formed is refused where it stops being it`(
        body: String,
        reason: MultipartError.Reason,
        offset: Int
    ) {
        #expect(throws: MultipartError(reason, at: offset)) { try decode(body) }
    }

    @Test(
        arguments: [
            ("application/json", .notMultipart(contentType: "application/json")),
            ("", .notMultipart(contentType: "")), ("multipart/form-data", .noBoundary),
            ("multipart/form-data; boundary=", .noBoundary),
            ("multipart/form-data; boundary=\"a ", .noBoundary),
            ("multipart/form-data; boundary=" + String(repeating: "x", count: 71), .noBoundary),
        ] as [(String, MultipartError.Reason)]
    )
    func `A content type without a boundary is refused`(
        contentType: String,
        reason: MultipartError.Reason
    ) {
        #expect(throws: MultipartError(reason, at: 0)) {
            try MultipartCoding.decode(Array("--b--".utf8), contentType: contentType)
        }
    }

    @Test func `Every prefix is refused, none is taken for less`() throws {
        let bytes = MultipartCoding.encode(parts, boundary: "bo")
        let end = bytes.count - 2  // The last line break is not needed.
        for count in 0..<end {
            #expect(throws: MultipartError.self) {
                try MultipartCoding.decode(
                    Array(bytes[..<count]),
                    contentType: "multipart/form-data; boundary=bo"
                )
            }
        }
    }

    @Test func `A body of near misses is read in linear time`() throws {
        let boundary = String(repeating: "-", count: 69) + "b"
        let dashes = [UInt8](repeating: UInt8(ascii: "-"), count: 1_000_000)
        let part = MultipartPart(name: "x", bytes: Array("\r\n".utf8) + dashes)
        let bytes = MultipartCoding.encode([part], boundary: boundary)
        let contentType = MultipartCoding.contentType(boundary: boundary)
        #expect(try MultipartCoding.decode(bytes, contentType: contentType) == [part])
    }

    @Test(arguments: [
        (#"filename*=utf-8''na%C3%AFve.txt"#, "na\u{ef}ve.txt"),
        (#"filename*=UTF-8'en'a%27b; filename="poor.txt""#, "a'b"),
        (#"filename="poor.txt"; filename*=iso-8859-1''caf%E9"#, "caf\u{e9}"),
        (#"filename="plain.txt"; filename*=klingon''x"#, "plain.txt"),
        (#"filename="plain.txt"; filename*=utf-8''%E9"#, "plain.txt"),
    ])
    func `A file's name may be given with its charset`(parameters: String, name: String) throws {
        let body =
            "--b\r\nContent-Disposition: form-data; name=\"f\"; \(parameters)\r\n\r\nx\r\n--b--\r\n"
        let parts = try MultipartCoding.decode(
            Array(body.utf8),
            contentType: "multipart/form-data; boundary=b"
        )
        #expect(parts == [MultipartPart(name: "f", filename: name, bytes: [0x78])])
    }

    @Test func `A part's header that is no UTF-8 is Latin-1`() throws {
        let body =
            Array("--b\r\nContent-Disposition: form-data; name=\"caf".utf8) + [0xe9]
            + Array("\"\r\n\r\nx\r\n--b--\r\n".utf8)
        let parts = try MultipartCoding.decode(body, contentType: "multipart/form-data; boundary=b")
        #expect(parts == [MultipartPart(name: "caf\u{e9}", bytes: [0x78])])
    }

    @Test func `An error says where and why`() {
        #expect(
            "\(MultipartError(.unexpectedEnd, at: 9))"
                == "not a valid multipart/form-data body at byte 9: the closing boundary is missing"
        )
    }
}
