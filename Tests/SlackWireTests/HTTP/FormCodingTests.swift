import RepriseFloor
import SlackWire
import Testing

struct `Form coding` {
    @Test func `Fields are written as slack_sdk writes them`() {
        let fields = [
            FormField("files", #"[{"id": "F1", "title": "a.txt"}]"#), FormField("channel_id", "C1"),
        ]
        #expect(
            String(decoding: FormCoding.encode(fields), as: UTF8.self)
                == "files=%5B%7B%22id%22%3A+%22F1%22%2C+%22title%22%3A+%22a.txt%22%7D%5D&channel_id=C1"
        )
    }

    @Test func `What is written is read back, whatever the text`() {
        let texts = [
            "", " ", "+", "%", "%41", "&=;?#", "é", "e\u{301}", "😀", "\u{0}\r\n", "a b+c%20d",
        ]
        let fields = texts.map { FormField($0, $0) }
        let decoded = FormCoding.decode(FormCoding.encode(fields))
        #expect(decoded == fields)
        #expect(decoded.map { Array($0.value.utf8) } == texts.map { Array($0.utf8) })
    }

    @Test(
        arguments: [
            ("a=1&b=2", [FormField("a", "1"), FormField("b", "2")]),
            ("a", [FormField("a", "")]), ("a=", [FormField("a", "")]), ("=", [FormField("", "")]),
            ("&&a=1&", [FormField("a", "1")]), ("a=b=c", [FormField("a", "b=c")]), ("", []),
            ("a=%", [FormField("a", "%")]), ("a=%4", [FormField("a", "%4")]),
            ("a=%zz", [FormField("a", "%zz")]),
            ("a=%%41", [FormField("a", "%A")]),
            ("a=1&a=2", [FormField("a", "1"), FormField("a", "2")]),
            ("a=%ff", [FormField("a", "\u{10ffff}")]), ("a=%f0%9f%98%80", [FormField("a", "😀")]),
            ("a+b=c+d", [FormField("a b", "c d")]), ("a%3Db=c%26d", [FormField("a=b", "c&d")]),
            ("q=a;b", [FormField("q", "a;b")]),
        ] as [(String, [FormField])]
    )
    func `Everything can be read`(text: String, fields: [FormField]) {
        #expect(FormCoding.decode(text) == fields)
        #expect(FormCoding.decode(Array(text.utf8)) == fields)
    }

    @Test func `Bytes that are no UTF-8 are told apart, and written as they were`() {
        let values = [
            "caf%E9", "caf%E8", "caf%EF%BF%BD", "caf%C3%A9", "%F4%8F%BF%A9", "%C3", "%FF%FE",
        ]
        let fields = values.map { FormCoding.decode("text=\($0)") }
        #expect(Set(fields).count == values.count)
        #expect(fields.map { FormCoding.encode($0) } == values.map { Array("text=\($0)".utf8) })
    }

    @Test(arguments: 0..<20)
    func `No bytes break the decoder, and what it reads is written back the same`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let alphabet = Array("%=&+a0fF%%\u{e9}".utf8) + [0, 0xff, 0x80]
        for _ in 0..<100 {
            let bytes = (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            let fields = FormCoding.decode(bytes)
            #expect(FormCoding.decode(FormCoding.encode(fields)) == fields)
        }
    }

    @Test func `A path's percent-encoding leaves the plus sign alone`() {
        #expect(PercentCoding.decode("a+b%20c%2") == "a+b c%2")
        #expect(PercentCoding.encode("a+b c/é~") == "a%2Bb%20c%2F%C3%A9~")
    }
}
