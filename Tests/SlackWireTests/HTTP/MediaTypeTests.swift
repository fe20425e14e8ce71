import SlackWire
import Testing

struct `Media types` {
    @Test(
        arguments: [
            ("application/json", "application/json", []),
            ("Application/JSON;charset=UTF-8", "application/json", [FormField("charset", "UTF-8")]),
            (
                " text/html ; a=1 ; b = \"x;y\\\"z\" ", "text/html",
                [FormField("a", "1"), FormField("b", "x;y\"z")]
            ),
            ("", "", []), (";", "", []), (";=", "", [FormField("", "")]), ("a;b", "a", []),
            ("a;b;c=d", "a", [FormField("c", "d")]),
            ("a;b=\"unclosed", "a", [FormField("b", "unclosed")]),
            ("a;b=\"\\", "a", [FormField("b", "\\")]),
            ("a;b=\"c\"junk;d=e", "a", [FormField("b", "c"), FormField("d", "e")]),
            (
                "form-data; name=\"a\"; filename=\"C:\\dir\\f.txt\"", "form-data",
                [FormField("name", "a"), FormField("filename", "C:\\dir\\f.txt")]
            ),
        ] as [(String, String, [FormField])]
    )
    func `A header's value is taken apart`(text: String, essence: String, parameters: [FormField]) {
        let type = MediaType(parsing: text)
        #expect(type.essence == essence)
        #expect(type.parameters == parameters)
    }
}
