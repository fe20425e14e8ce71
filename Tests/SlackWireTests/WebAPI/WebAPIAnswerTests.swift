import SlackWire
import Testing

struct `Answers` {
    private let call = WebAPICall(method: "chat.postMessage")

    private func answer(
        _ body: String,
        status: Int = 200,
        headers: HTTPHeaders = ["content-type": "application/json; charset=utf-8"]
    ) -> WebAPIAnswer {
        WebAPIAnswer(status: status, headers: headers, body: Array(body.utf8))
    }

    private func failure(_ answer: WebAPIAnswer, of call: WebAPICall? = nil) -> WebAPIError? {
        do throws(WebAPIError) {
            _ = try answer.checked(for: call ?? self.call)
            return nil
        } catch {
            return error
        }
    }

    @Test func `A success gives its body`() throws {
        let success = answer(#"{"ok":true,"ts":"1.2","warning":"missing_charset"}"#)
        #expect(success.isOK)
        #expect(success.slackError == nil)
        #expect(try success.checked(for: call)["ts"] == "1.2")
    }

    @Test(arguments: [
        ("not_authed", "SLACK_BOT_TOKEN"), ("invalid_auth", "token is not valid"),
        ("token_revoked", "install the app again"), ("channel_not_found", "channel's id"),
        ("not_allowed_token_type", "xapp-"), ("unknown_method", "docs.slack.dev"),
    ])
    func `A refusal names the method, Slack's code and the next step`(code: String, step: String)
        throws
    {
        let refusal = answer(#"{"ok":false,"error":"\#(code)"}"#)
        #expect(!refusal.isOK)
        #expect(refusal.slackError == code)
        let error = try #require(failure(refusal))
        #expect(error.kind == .slack(WebAPIError.SlackError(code: code)))
        #expect(error.code == code)
        #expect("\(error)".hasPrefix("chat.postMessage failed: \(code)"))
        #expect("\(error)".contains(step))
    }

    @Test func `A missing scope is named, and so are the scopes that are there`() throws {
        let error = try #require(
            failure(
                answer(
                    #"{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"users:read"}"#
                )
            )
        )
        #expect(
            "\(error)"
                == "chat.postMessage failed: missing_scope; add the scope chat:write to the app and "
                + "install it again (the token has: users:read)"
        )
    }

    @Test func `Slack's explanations are passed on`() throws {
        let error = try #require(
            failure(
                answer(
                    #"{"ok":false,"error":"invalid_arguments","response_metadata":{"messages":["[ERROR] missing required field: type [json-pointer:\/view]"]}}"#
                )
            )
        )
        #expect(
            "\(error)"
                == "chat.postMessage failed: invalid_arguments ([ERROR] missing required field: type [json-pointer:/view])"
        )
    }

    @Test func `An unknown code stands for itself`() throws {
        let error = try #require(failure(answer(#"{"ok":false,"error":"code_of_next_year"}"#)))
        #expect("\(error)" == "chat.postMessage failed: code_of_next_year")
        #expect(try #require(failure(answer(#"{"ok":false}"#))).code == "")
    }

    @Test(arguments: [
        ("30", 30), ("0", 0), ("-1", nil), ("soon", nil), ("", nil), ("99999999999999999999", nil),
    ])
    func `A rate limit gives the time to wait`(value: String, seconds: Int?) throws {
        let limited = answer(
            #"{"ok":false,"error":"ratelimited"}"#,
            status: 429,
            headers: ["Retry-After": value]
        )
        let wait = seconds.map { Duration.seconds($0) }
        #expect(limited.retryAfter == wait)
        let error = try #require(failure(limited))
        #expect(error.kind == .rateLimited(retryAfter: wait))
        #expect(error.code == "ratelimited")
        if seconds == 30 { #expect("\(error)".contains("wait 30 s")) }
    }

    @Test func `A rate limit without the status is one too`() throws {
        let error = try #require(failure(answer(#"{"ok":false,"error":"ratelimited"}"#)))
        #expect(error.kind == .rateLimited(retryAfter: nil))
    }

    @Test(arguments: [
        ("<!DOCTYPE html>\n<title>502</title>", "text/html; charset=utf-8"), (" \n<HTML>\nx", ""),
        ("anything", "text/html"),
    ])
    func `A gateway's page is told from an answer`(body: String, type: String) throws {
        let page = answer(body, status: 502, headers: ["content-type": type])
        #expect(page.looksLikeHTML)
        #expect(!page.isOK)
        #expect(page.slackError == nil)
        let error = try #require(failure(page))
        guard case .notJSON(502, true, let excerpt) = error.kind else {
            Issue.record("\(error.kind)")
            return
        }
        #expect(!excerpt.contains("\n"))
        #expect("\(error)".contains("status 502 with a page of HTML"))
    }

    @Test func `Plain text and broken JSON are no answers`() throws {
        for body in ["no_service", #"{"ok":true"#, "[true]", ""] {
            let error = try #require(failure(answer(body, headers: ["content-type": "text/plain"])))
            #expect(error.kind == .notJSON(status: 200, looksLikeHTML: false, excerpt: body))
        }
        let long = try #require(failure(answer(String(repeating: "x", count: 500), status: 500)))
        #expect("\(long)".utf8.count < 300)
    }

    @Test func `The beginning of a page that is no answer shows no token and no URL`() throws {
        let token = "xoxb" + "-1-secret"
        let key = "secret" + "-0123456789-abcdef"
        let body = "Bad token \(token) or \(key) at wss://x/secret, sorry"
        let error = try #require(failure(answer(body, status: 502)))
        #expect("\(error)".contains("it begins 'Bad token … or … at … sorry'"))
        #expect(!"\(error)".contains("secret"))
    }

    @Test func `A status without a word is a status`() throws {
        #expect(try #require(failure(answer("", status: 503))).kind == .status(503))
        #expect(try #require(failure(answer("{}", status: 404))).kind == .status(404))
        #expect(!answer(#"{"ok":true}"#, status: 500).isOK)
        #expect(try #require(failure(answer(#"{"ok":true}"#, status: 500))).kind == .status(500))
    }

    @Test func `A secret URL is not in an error`() throws {
        let secret = "https://user:pw@hooks.slack.com:443/services/T1/B1/secret?x=secret"
        let error = try #require(
            failure(answer("no_service", status: 404), of: WebAPICall(.url(secret)))
        )
        #expect(error.method == "the call to https://hooks.slack.com/…")
        #expect(!"\(error)".contains("secret"))
        #expect(!"\(error)".contains("pw"))
    }
}
