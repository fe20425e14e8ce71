#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
import RepriseLocking
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
    public var frames: [Frame] {
        #if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
        symbolicated()
        #else
        []
        #endif
    }
}

extension CodePlace: CustomStringConvertible {
    /// The two innermost frames: `wait(_:) Bot.swift:56, called by run() Bot.swift:12`.
    public var description: String {
        let named = frames.prefix(2).map(\.description)
        return named.isEmpty ? "a place unknown" : named.joined(separator: ", called by ")
    }
}

extension CodePlace.Frame: CustomStringConvertible {
    /// The function with the file's name and the line: `wait(_:) Bot.swift:56`.
    public var description: String {
        "\(function) \(file.split(separator: "/").last ?? ""):\(line)"
    }
}

#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
extension CodePlace {
    #if arch(x86_64)
    private static let architecture = "x86_64"
    #else
    private static let architecture = "arm64"
    #endif

    // The reader of debug information keeps caches that two threads must not share.
    private static let reader = Locked(())

    private func symbolicated() -> [Frame] {
        let frames = addresses.map { address in
            kind == .suspended
                ? RichFrame<UInt>.asyncResumePoint(address) : RichFrame<UInt>.returnAddress(address)
        }
        let trace = Backtrace(
            architecture: CodePlace.architecture,
            frames: frames,
            images: ImageMap.capture()
        )
        let named = CodePlace.reader.withLock { _ in
            trace.symbolicated(options: .showSourceLocations)
        }
        guard let named else { return [] }
        return named.frames.compactMap { frame in
            guard !frame.isSystem, !frame.isSwiftThunk, let symbol = frame.symbol,
                let place = symbol.sourceLocation, place.line > 0,
                !CodePlace.isOwn(place.path)
            else { return nil }
            return Frame(function: symbol.name, file: place.path, line: place.line)
        }
    }

    /// Whether the file is part of this library or of none, so that it says nothing to the user.
    private static func isOwn(_ path: String) -> Bool {
        let strangers = [
            "<compiler-generated>", "Sources/Interleaving/", "Sources/CInterleaving/",
            "Sources/RepriseLocking/",
        ]
        return strangers.contains { path.contains($0) }
    }
}
#endif
