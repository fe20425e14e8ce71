import Foundation
import RepriseHarness
import SlackReplay
import SlackWire

/// Results as JUnit XML, which CI systems show and merge.
struct JUnitReport {
    let results: [ReplayResult]

    /// Writes the report to a file.
    ///
    /// - Throws: ``CommandFailure`` when that is impossible.
    func write(to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure(
                "the report cannot be written to \(path): \(error.localizedDescription)"
            )
        }
    }

    /// The report.
    var text: String {
        let cases = results.map(Self.testCase).joined()
        let counts =
            "tests=\"\(results.count)\" failures=\"\(count("differs"))\" "
            + "errors=\"\(count("failed"))\" time=\"\(time)\""
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites \(counts)>
            <testsuite name="reprise replay" skipped="0" \(counts)>
            \(cases)</testsuite>
            </testsuites>

            """
    }

    private var time: String {
        results.reduce(Duration.zero) { $0 + $1.elapsed }.plainSeconds
    }

    private func count(_ word: String) -> Int { results.count { $0.word == word } }

    private static func testCase(_ result: ReplayResult) -> String {
        let name = result.task.title.xml
        let start =
            "<testcase classname=\"reprise.replay\" name=\"\(name)\" "
            + "time=\"\(result.elapsed.plainSeconds)\""
        switch result.verdict {
        case .asRecorded:
            let words = (["as recorded: \(result.evidence)"] + notes(result)).joined(
                separator: "\n"
            )
            return start + ">\n<system-out>\(words.xml)</system-out>\n</testcase>\n"
        case .differs(let findings):
            let message = (findings.first?.sentence ?? "").xml
            let again = [result.again.map { "again: \($0)" }].compactMap(\.self)
            let text = (findings.map(\.description) + again + notes(result))
                .joined(separator: "\n\n").xml
            return start + ">\n<failure type=\"differs\" message=\"\(message)\">\(text)</failure>\n"
                + "</testcase>\n"
        case .failed(let words):
            return start + ">\n<error type=\"failed\" message=\"\(words.xml)\"/>\n</testcase>\n"
        }
    }

    private static func notes(_ result: ReplayResult) -> [String] {
        result.notes.map { "note: \($0)" }
    }
}

extension String {
    /// The text between tags or in an attribute; characters that XML 1.0 has no place for become U+FFFD.
    fileprivate var xml: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            case "\u{0}"..."\u{1f}", "\u{fffe}", "\u{ffff}": result += "\u{fffd}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Duration {
    /// Seconds with three digits behind the point, without a unit.
    var plainSeconds: String {
        let milliseconds = Int64((totalSeconds * 1_000).rounded())
        let fraction = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count)
            + fraction
    }
}
