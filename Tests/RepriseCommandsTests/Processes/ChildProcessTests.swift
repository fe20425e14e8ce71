import Foundation
import RepriseTestSupport
import Testing

@testable import RepriseCommands

@Suite(.timeLimit(.generous)) struct ChildProcessTests {
    private static let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

    private func shell(_ script: String) throws(ChildProcessError) -> ChildProcess {
        try ChildProcess(["sh", "-c", script], environment: Self.environment, output: .nowhere)
    }

    @Test func `Its exit code is known`() async throws {
        #expect(try await shell("exit 7").wait() == .exited(7))
    }

    @Test func `It hears of a signal that this process may have blocked or ignored`() async throws {
        for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] {
            let child = try shell("exec sleep 1000")
            child.signal(signal)
            #expect(try await child.wait() == .signalled(signal))
        }
    }

    @Test func `What it leaves running ends with it`() async throws {
        let scratch = try Scratch()
        let file = scratch.path + "/pid"
        let child = try shell("sleep 1000 & echo $! > \(file)")
        #expect(try await child.wait() == .exited(0))
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let orphan = try #require(pid_t(text.trimmingCharacters(in: .newlines)))
        await waitUntilGone(orphan)
    }

    @Test func `It leads a process group of its own`() async throws {
        let child = try shell("exec sleep 1000")
        #expect(getpgid(child.pid) == child.pid)
        child.signal(SIGKILL)
        #expect(try await child.wait() == .signalled(SIGKILL))
    }

    @Test func `A command that is not there is named, with what to do`() throws {
        let error = #expect(throws: ChildProcessError.self) {
            try ChildProcess(["no-such-command"], environment: Self.environment)
        }
        #expect(error == .notFound("no-such-command"))
        #expect(error?.code == 127)
        #expect(error?.description.contains("no-such-command") == true)
    }

    @Test func `A file that cannot be run is named, with what to do`() async throws {
        let scratch = try Scratch()
        let file = scratch.path + "/bot.py"
        // Written by another process: a child of another test that starts meanwhile would inherit this one's
        // descriptor, and what is open for writing is busy and cannot be run for that reason.
        #expect(try await shell("printf 'print()' >'\(file)'").wait() == .exited(0))
        let error = #expect(throws: ChildProcessError.self) {
            try ChildProcess([file], environment: Self.environment)
        }
        #expect(error?.code == 126)
        #expect(error?.description.contains("chmod +x") == true)
        chmod(file, 0o755)
        let other = #expect(throws: ChildProcessError.self) {
            try ChildProcess([file], environment: Self.environment)
        }
        #expect(other?.code == 126)
        #expect(other?.description.contains("#!") == true)
    }

    @Test(arguments: [
        ("python", "python"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#),
        ("--x=1", "--x=1"), ("$HOME", "'$HOME'"),
    ])
    func `Words are quoted for a shell where they must be`(word: String, quoted: String) {
        #expect(word.quotedForShell == quoted)
    }
}

/// Waits until a process is gone.
func waitUntilGone(
    _ pid: pid_t,
    sourceLocation: SourceLocation = #_sourceLocation
) async {
    await eventually(
        "process \(pid) to be gone",
        seen: "it is still there",
        sourceLocation: sourceLocation
    ) {
        kill(pid, 0) != 0 || isZombie(pid)
    }
}

/// Whether a process has ended, and only waits for somebody to ask how.
private func isZombie(_ pid: pid_t) -> Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let end = text.lastIndex(of: ")")
    else { return false }
    return text[text.index(after: end)...].hasPrefix(" Z")
}
