import RepriseFloor

extension WireExchange {
    private static let form = Array("Content-Type: application/x-www-form-urlencoded".utf8)
    private static let multipart = Array("Content-Type: multipart/form-data; boundary=xyz".utf8)

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func form(_ name: String, _ body: String) -> WireExchange {
        WireExchange(name: name, fields: [form], body: [bytes(body)])
    }

    private static func part(_ name: String, _ head: [UInt8], _ body: [UInt8] = [1, 2])
        -> WireExchange
    {
        let open = bytes("--xyz\r\n") + head + bytes("\r\n\r\n")
        return WireExchange(
            name: name,
            target: "/api/files.upload",
            fields: [multipart],
            body: [open + body + bytes("\r\n--xyz--\r\n")]
        )
    }

    private static func answered(
        _ name: String,
        verb: String = "POST",
        _ bytes: [UInt8],
        _ ending: FakeUpstream.Reaction.Ending = .keepOpen
    ) -> WireExchange {
        WireExchange(
            name: name,
            verb: verb,
            reaction: FakeUpstream.Reaction(bytes: bytes, ending: ending)
        )
    }

    /// Written by hand: what was seen to go wrong, and its neighbours.
    static let samples: [WireExchange] = requests + answers + ends

    private static let requests: [WireExchange] = [
        WireExchange(name: "nothing but a head", fields: []),
        WireExchange(name: "a client without a name", verb: "GET", target: "/api/api.test"),
        form("a plain form", "channel=C1&text=a+b%26c"),
        form("a form with %20 for a blank", "channel=C1&text=a%20b"),
        form("a form that codes more than it must", "text=%61%2Db&channel=%43%31"),
        form("a form that codes less than it might", "text=it's*(a)!~b@c:/d,e;f"),
        form("small letters in codes", "text=%c3%a9"),
        form("Latin-1 in a form", "text=caf%E9"),
        form("bare bytes in a form", "text=h\u{e9}llo"),
        form("broken codes in a form", "text=100%&x=%zz&y=%4"),
        form("empty pieces in a form", "&&a=1&&b=&c&=d&"),
        form("JSON that calls itself a form", #"{"channel":"C1","text":"a&b"}"#),
        WireExchange(
            name: "JSON with its blanks, and its own type",
            fields: [bytes("Content-Type: application/json")],
            body: [bytes(#"{ "text" : "h\u00e9", "b":1.0 }"#)]
        ),
        WireExchange(
            name: "JSON with half an emoji",
            fields: [bytes("Content-Type: application/json;charset=utf8")],
            body: [bytes(#"{"text":"\ud83d"}"#)]
        ),
        WireExchange(
            name: "JSON with a byte order mark",
            fields: [bytes("Content-Type: application/json")],
            body: [[0xef, 0xbb, 0xbf] + bytes("{}")]
        ),
        WireExchange(name: "bytes without a type", body: [[0, 1, 2, 0xff, 0x0d, 0x0a]]),
        WireExchange(name: "chunks", fields: [form], body: [bytes("a=1"), bytes("&b=%E9")]),
        WireExchange(
            name: "a query",
            verb: "GET",
            target: "/api/users.info?user=U1&x=%E9&y=a%20b&z"
        ),
        WireExchange(name: "a query of nothing", verb: "GET", target: "/api/x.y?"),
        WireExchange(name: "a query of nothing beside a form", target: "/api/x.y?", fields: [form]),
        WireExchange(
            name: "bytes of fields that are no UTF-8",
            fields: [
                bytes("X-A: caf") + [0xe9], bytes("X-B: ") + [0xff, 0xfe, 0x80, 0xc3],
                bytes("X-C: h\u{e9}llo \u{10ffe9}"),
                bytes("X-D: ") + [0xf0, 0x9f, 0x98] + bytes("x"),
                form,
            ],
            body: [bytes("a=") + [0xe9, 0xff, 0x0a, 0xe9]]
        ),
        WireExchange(
            name: "such fields in front of chunks",
            fields: [bytes("X-A: ") + [0xe9], bytes("Content-Type: application/octet-stream")],
            body: [
                [0xff, 0x0d, 0x0a, 0x0d, 0x0a], [0xe9, 0x0a], Array(repeating: 0xc3, count: 3000),
            ]
        ),
        WireExchange(
            name: "a query beside a form",
            target: "/api/x.y?a=b'c",
            fields: [form],
            body: [bytes("d=e")]
        ),
        WireExchange(name: "a PUT", verb: "PUT", target: "/api/x.y", body: [[1, 2, 3]]),
        WireExchange(name: "a DELETE", verb: "DELETE", target: "/api/x.y"),
        WireExchange(
            name: "fields of its own, twice and empty",
            fields: [
                "X-A: 1", "X-A: 2", "X-B:", "Accept: a/b", "User-Agent: Python/3 slack/3",
                "Cookie: d=1",
            ].map(bytes)
        ),
        part("a field", bytes("Content-Disposition: form-data; name=\"a\"")),
        part(
            "a file",
            bytes(
                "Content-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\nContent-Type: image/png"
            )
        ),
        part(
            "a file by filename*",
            bytes("Content-Disposition: form-data; name=\"file\"; filename*=utf-8''na%C3%AFve.txt")
        ),
        part(
            "a part's name in Latin-1",
            bytes("Content-Disposition: form-data; name=\"caf") + [0xe9] + bytes("\"")
        ),
        part(
            "a part with more fields",
            bytes(
                "X-Y: z\r\ncontent-disposition:form-data;name=a\r\nContent-Transfer-Encoding: binary"
            )
        ),
        part("a part that is empty", bytes("Content-Disposition: form-data; name=\"a\""), []),
        WireExchange(
            name: "multipart that ends nowhere",
            fields: [multipart],
            body: [bytes("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb")]
        ),
    ]

    private static let answers: [WireExchange] = [
        answered("JSON as text", answer("200 OK", ["Content-Type: text/plain"])),
        answered("JSON without a type", answer("200 OK", [])),
        answered(
            "bytes of fields that are no UTF-8",
            bytes("HTTP/1.1 200 OK\r\nX-A: caf") + [0xe9, 0x20, 0xff]
                + bytes("\r\nX-B: h\u{e9}\r\nContent-Length: 3\r\n\r\n") + [0xff, 0xe9, 0x0a]
        ),
        answered(
            "bytes",
            answer("200 OK", ["Content-Type: application/octet-stream"], Array(0...255))
        ),
        answered(
            "half an emoji",
            answer(
                "200 OK",
                ["Content-Type: application/json"],
                bytes(#"{"text":"\ud83d","url":"a:/b"}"#)
            )
        ),
        answered("an empty answer", answer("200 OK", [], [])),
        answered("204", verbatim("HTTP/1.1 204 No Content\nX-A: b\n\n")),
        answered("304", verbatim("HTTP/1.1 304 Not Modified\nETag: \"x\"\n\n")),
        answered("429", answer("429 Too Many Requests", ["Retry-After: 30"])),
        answered(
            "a page and 503",
            answer("503 Down", ["Content-Type: text/html"], bytes("<html>"))
        ),
        answered("a status of its own", answer("599 What")),
        answered(
            "HEAD",
            verb: "HEAD",
            verbatim("HTTP/1.1 200 OK\nContent-Length: 1234\nContent-Type: a/b\n\n")
        ),
        answered(
            "HEAD that knows no length",
            verb: "HEAD",
            verbatim("HTTP/1.1 200 OK\nContent-Type: a/b\n\n")
        ),
        answered(
            "a redirect elsewhere",
            answer("302 Found", ["Location: https://example.com/a?b=c"], [])
        ),
        answered("a relative redirect", answer("302 Found", ["Location: next?b=c"], [])),
        answered(
            "fields twice",
            answer("200 OK", ["Set-Cookie: a=1", "Set-Cookie: b=2", "X-Empty:"])
        ),
        answered(
            "chunks",
            verbatim(
                "HTTP/1.1 200 OK\nContent-Type: a/b\nTransfer-Encoding: chunked\n\n3\nabc\n2\nde\n0\n\n"
            )
        ),
        answered(
            "an answer of HTTP/1.0",
            verbatim("HTTP/1.0 200 OK\nContent-Type: a/b\n\nabc"),
            .close
        ),
        answered(
            "an answer up to the end",
            verbatim("HTTP/1.1 200 OK\nContent-Type: a/b\n\nabc"),
            .close
        ),
        answered(
            "an interim answer",
            verbatim("HTTP/1.1 103 Early Hints\nLink: <a>\n\n") + answer()
        ),
    ]

    private static let ends: [WireExchange] = [
        answered("the end without a word", [], .close),
        answered("a reset", [], .reset),
        answered("an end in the middle of the head", verbatim("HTTP/1.1 200 OK\nContent-"), .close),
        answered(
            "an end in the middle of the body",
            verbatim("HTTP/1.1 200 OK\nContent-Length: 9\n\nabc"),
            .close
        ),
        answered(
            "an end in the middle of the chunks",
            verbatim("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n"),
            .close
        ),
    ]
}

extension WireExchange {
    /// Drawn from a seed.
    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        self.init(name: "seed \(seed)")
        fields = (0..<Int.random(in: 0...3, using: &random)).map { number in
            Self.bytes("X-\(number): \(Self.text(&random))")
        }
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            fields.append(Self.form)
            body = [Self.randomForm(&random)]
        case 1:
            self = Self.part(
                name,
                Self.bytes(#"Content-Disposition: form-data; name="\#(Self.text(&random))""#),
                Self.noise(&random)
            )
        case 2: target += "?" + String(decoding: Self.randomForm(&random), as: UTF8.self)
        default:
            body = (0...Int.random(in: 0...3, using: &random)).map { _ in [0] + Self.noise(&random)
            }
        }
        let types = [["Content-Type: application/json"], ["Content-Type: text/plain"], []]
        let status = ["200 OK", "201 Made", "400 No", "500 Oh"].randomElement(using: &random) ?? ""
        reaction.bytes = Self.answer(
            status,
            types.randomElement(using: &random) ?? [],
            Self.noise(&random)
        )
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        String((0..<8).map { _ in "abcXYZ019-_.~!*'()/".randomElement(using: &random) ?? "a" })
    }

    private static func noise(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0..<60, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
    }

    private static func randomForm(_ random: inout SeededGenerator) -> [UInt8] {
        let alphabet = Array("ab=&+%-_.~!*'(),:/%20%E9%c3%A9%7B%zz".utf8)
        return (0..<Int.random(in: 1..<60, using: &random)).map { _ in
            alphabet.randomElement(using: &random) ?? 0x61
        }
    }
}
