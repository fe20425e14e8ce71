import Testing
import XCTest

/// The line of a test that a failure is reported at, whichever library runs the test.
struct Caller {
    let fileID: StaticString
    let filePath: StaticString
    let line: UInt
    let column: UInt

    /// Reports a failure to the library that runs the current test.
    func report(_ message: String) {
        guard Test.current == nil else {
            Issue.record(
                Comment(rawValue: message),
                sourceLocation: SourceLocation(
                    fileID: "\(fileID)",
                    filePath: "\(filePath)",
                    line: Int(line),
                    column: Int(column)
                )
            )
            return
        }
        XCTFail(message, file: filePath, line: line)
    }
}
