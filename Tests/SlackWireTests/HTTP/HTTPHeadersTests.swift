import SlackWire
import Testing

struct `Header fields` {
    @Test func `Names are found in any case and kept in lower case`() {
        var headers: HTTPHeaders = ["X-OAuth-Scopes": "a", "Retry-After": "3"]
        #expect(headers["x-oauth-scopes"] == "a")
        #expect(headers["RETRY-AFTER"] == "3")
        #expect(headers.map(\.name) == ["x-oauth-scopes", "retry-after"])
        headers["RETRY-after"] = "4"
        #expect(headers.map(\.value) == ["a", "4"])
    }

    @Test func `Setting a repeated field leaves one, in the place of the first`() {
        var headers: HTTPHeaders = ["a": "1", "b": "2", "A": "3", "c": "4", "a": "5"]
        #expect(headers.values(named: "A") == ["1", "3", "5"])
        headers["a"] = "x"
        #expect(headers.map(\.name) == ["a", "b", "c"])
        #expect(headers.values(named: "a") == ["x"])
        headers["b"] = nil
        #expect(headers.map(\.name) == ["a", "c"])
        headers.append("A", "y")
        #expect(headers.values(named: "a") == ["x", "y"])
    }
}
