import Testing
import XCTest

/// The line of a test that a failure is reported at, whichever library runs the test.
struct Caller {
    let fileID: StaticString
    let filePath: StaticString
    var line: UInt = 1
    var column: UInt = 1

    /// The target that the test is in.
    var module: String { String("\(fileID)".prefix { $0 != "/" }) }

    /// Reports a failure to the library that runs the current test.
    func report(_ message: String) {
        guard Test.current == nil else {
            Issue.record(Comment(rawValue: message), sourceLocation: location)
            return
        }
        XCTFail(message, file: filePath, line: line)
    }

    /// Says that something is to be known by whoever believes in a result, and fails no test: a warning in Swift
    /// Testing, a line on stderr where XCTest runs the test, which has no warnings.
    func warn(_ message: String) {
        guard Test.current == nil else {
            Issue.record(Comment(rawValue: message), severity: .warning, sourceLocation: location)
            return
        }
        tell("\(filePath):\(line): warning: \(message)\n")
    }

    private var location: SourceLocation {
        SourceLocation(
            fileID: "\(fileID)",
            filePath: "\(filePath)",
            line: Int(line),
            column: Int(column)
        )
    }
}
