#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a command writes: results to stdout, everything else to stderr.
enum Console {
    /// Writes a result and a line end.
    static func print(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Tells a person at the terminal what goes on.
    static func note(_ text: String) {
        write(text + "\n", to: STDERR_FILENO)
    }

    /// Shows on a terminal what is under way, in place of what was shown before; `nil` for nothing.
    static func progress(_ text: String?) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        let line = text.map { String($0.prefix(max(8, width - 1))) } ?? ""
        write("\r\u{1b}[K" + line, to: STDERR_FILENO)
    }

    /// How many columns the terminal has; `COLUMNS`, or 100, where there is no terminal.
    static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Int(size.ws_col)
        }
        let columns = getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? 100
        return min(max(columns, 20), 10_000)
    }

    /// Whether stdout is a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether stdout is a terminal that wants colours (`NO_COLOR` is heeded).
    static var hasColor: Bool {
        isTerminal && getenv("NO_COLOR") == nil
            && getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    /// The text in bold where stdout is a terminal.
    static func bold(_ text: String) -> String {
        hasColor ? "\u{1b}[1m\(text)\u{1b}[0m" : text
    }

    /// The text dimmed where stdout is a terminal.
    static func dim(_ text: String) -> String {
        hasColor ? "\u{1b}[2m\(text)\u{1b}[0m" : text
    }

    /// Writes all of it, in as many pieces as the descriptor takes; a reader that went away ends it.
    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { unistdWrite(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
        }
    }
}

private func unistdWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
