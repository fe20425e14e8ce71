public import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a benchmark hands to the driver: one line of JSON on the standard output.
public enum Output {
    /// Writes the line, with the process's own peak memory in bytes.
    public static func write(_ members: KeyValuePairs<String, JSONValue>) {
        write(members.map { JSONMember($0.key, $0.value) })
    }

    /// Writes the line, with the process's own peak memory in bytes.
    public static func write(_ members: [JSONMember]) {
        var members = members
        if let peak = peakMemory { members.append(JSONMember("peak", .integer(peak))) }
        print(JSONValue.object(members).compactText)
    }

    /// The most memory that this program has had since it was started, as Linux counts it.
    ///
    /// `getrusage` would count the memory of whoever started it, too.
    private static var peakMemory: Int? {
        guard let file = fopen("/proc/self/status", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
                as: UTF8.self
            )
            guard text.hasPrefix("VmHWM:") else { continue }
            return text.split(separator: " ").lazy.compactMap { Int($0) }.first.map { $0 * 1024 }
        }
        return nil
    }
}

extension JSONValue {
    /// A whole number.
    public static func integer(_ number: Int) -> JSONValue { .number(String(number)) }

    /// Seconds.
    public static func seconds(_ duration: Duration) -> JSONValue {
        .number(String(duration / .seconds(1)))
    }
}
