#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
import RepriseFloor
@_spi(Internal) import Runtime
#endif

/// Where code stands: a stack of return addresses, innermost first.
///
/// Naming them takes a while (debug information is read), so it is done when asked for.
public struct CodePlace: Hashable, Sendable {
    /// A function on the stack, with where it stands.
    public struct Frame: Hashable, Sendable {
        /// The function.
        public let function: String

        /// The file's path.
        public let file: String

        /// The line, counted from 1.
        public let line: Int
    }

    /// What the addresses are.
    enum Kind {
        /// Where a suspended task goes on, and its callers.
        case suspended
        /// Where calls under way return to.
        case calling
    }

    let kind: Kind
    let addresses: [UInt]

    /// The frames whose file and line are known, innermost first; none where they cannot be told.
    public var frames: [Frame] { frames(outside: []) }

    /// The innermost frames as ``frames`` has them, without those of functions in the named modules.
    ///
    /// To find a line takes up to a second in a large program, to find a function next to nothing: what is not
    /// asked for is not looked up.
    package func frames(outside modules: Set<String>, limit: Int = .max) -> [Frame] {
        #if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
        symbolicated(outside: modules.union(CodePlace.ownModules), limit: limit)
        #else
        []
        #endif
    }
}

extension CodePlace: CustomStringConvertible {
    /// The two innermost frames: `wait(_:) Sources/Bot/Bot.swift:56, called by run() Sources/Bot/Bot.swift:12`.
    public var description: String {
        let named = frames(outside: [], limit: 2).map(\.description)
        return named.isEmpty ? "a place unknown" : named.joined(separator: ", called by ")
    }
}

extension CodePlace.Frame: CustomStringConvertible {
    /// The function with the file and the line, as terminals and editors make a link of it:
    /// `wait(_:) Sources/Bot/Bot.swift:56`.
    ///
    /// The path is relative to the working directory where the file is in it, which is a package's root in its tests.
    public var description: String { "\(function) \(CodePlace.shortened(file)):\(line)" }
}

extension CodePlace.Frame {
    /// Whether the file stands in the folder of one of these targets, for names that do not tell.
    fileprivate func isOf(_ modules: Set<String>) -> Bool {
        modules.contains { file.contains("/Sources/\($0)/") }
    }
}

extension CodePlace {
    private static let workingDirectory: String? = {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }()

    /// A path as one types it here.
    private static func shortened(_ path: String) -> String {
        guard let folder = workingDirectory, folder != "/", path.hasPrefix(folder + "/") else {
            return path
        }
        return String(path.dropFirst(folder.count + 1))
    }
}

#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
extension CodePlace {
    #if arch(x86_64)
    private static let architecture = "x86_64"
    #else
    private static let architecture = "arm64"
    #endif

    /// Modules whose functions say nothing to the user.
    private static let ownModules: Set<String> = ["Interleaving", "RepriseFloor"]

    /// An address, and what it is: the one before it counts for a return address.
    private struct Key: Hashable {
        let kind: Kind
        let address: UInt
    }

    // The reader of debug information keeps caches that two threads must not share. What was found is kept:
    // the same few functions wait in every report.
    private static let known = Locked<[Key: Frame?]>([:])

    private func symbolicated(outside modules: Set<String>, limit: Int) -> [Frame] {
        CodePlace.known.withLock { known in
            var found: [Frame] = []
            for address in worthALook(outside: modules) where found.count < limit {
                let key = Key(kind: kind, address: address)
                let frame = known[key] ?? frame(at: address)
                known[key] = .some(frame)
                if let frame, !frame.isOf(modules) { found.append(frame) }
            }
            return found
        }
    }

    /// The addresses in functions that are not of the system and not in these modules.
    private func worthALook(outside modules: Set<String>) -> [UInt] {
        let named = backtrace(of: addresses).symbolicated(options: .useSymbolCache)?.frames ?? []
        guard named.count == addresses.count else { return addresses }
        return zip(addresses, named).filter { _, frame in
            guard !frame.isSystem, !frame.isSwiftThunk, let symbol = frame.symbol else {
                return false
            }
            return CodePlace.module(ofMangled: symbol.rawName).map { !modules.contains($0) } ?? true
        }.map(\.0)
    }

    private func backtrace(of addresses: [UInt]) -> Backtrace {
        let frames = addresses.map { address in
            kind == .suspended
                ? RichFrame<UInt>.asyncResumePoint(address) : RichFrame<UInt>.returnAddress(address)
        }
        return Backtrace(
            architecture: CodePlace.architecture,
            frames: frames,
            images: ImageMap.capture()
        )
    }

    private func frame(at address: UInt) -> Frame? {
        guard var found = symbolicated(address), let name = found.symbol?.name else { return nil }
        // Optimized code has instructions of no line; what stands a little before them in the function has one.
        for distance in [4, 8, 16, 32, 64] as [UInt] where CodePlace.isOfNoLine(found) {
            guard let before = symbolicated(address - distance), before.symbol?.name == name else {
                break
            }
            found = before
        }
        guard !found.isSystem, !found.isSwiftThunk, let place = found.symbol?.sourceLocation,
            place.line > 0, !CodePlace.isOwn(place.path)
        else { return nil }
        return Frame(function: name, file: place.path, line: place.line)
    }

    private func symbolicated(_ address: UInt) -> SymbolicatedBacktrace.Frame? {
        backtrace(of: [address])
            .symbolicated(options: [.showSourceLocations, .useSymbolCache])?.frames.first
    }

    private static func isOfNoLine(_ frame: SymbolicatedBacktrace.Frame) -> Bool {
        guard let place = frame.symbol?.sourceLocation else { return false }
        return place.line == 0 || place.path.contains("<compiler-generated>")
    }

    /// The module in a mangled name, which begins `$s8SlackBot…`; nil for names of another kind.
    private static func module(ofMangled name: String) -> String? {
        guard name.hasPrefix("$s") else { return nil }
        let digits = name.dropFirst(2).prefix { ("0"..."9").contains($0) }
        guard let length = Int(digits) else { return nil }
        return String(name.dropFirst(2 + digits.count).prefix(length))
    }

    /// Whether the file is part of this library or of none, so that it says nothing to the user.
    private static func isOwn(_ path: String) -> Bool {
        let strangers = [
            "<compiler-generated>", "Sources/Interleaving/", "Sources/CInterleaving/",
            "Sources/CInterposition/", "Sources/RepriseFloor/",
        ]
        return strangers.contains { path.contains($0) }
    }
}
#endif
