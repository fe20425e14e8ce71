#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc)
import CInterleaving
#endif

/// What a program was made with and for, in as far as what is private to the runtime depends on it.
struct Toolchain: Hashable, Sendable {
    /// A version of Swift.
    enum Compiler: String, Hashable, Sendable, CaseIterable {
        case earlier = "Swift 6.2 or earlier"
        case tried = "Swift 6.3"
        case later = "Swift 6.4 or later"
    }

    /// An operating system and its C library.
    enum Platform: String, Hashable, Sendable, CaseIterable {
        case linuxWithGlibc = "64-bit Linux with glibc"
        case linux32 = "32-bit Linux"
        case linuxWithOtherLibrary = "Linux without glibc"
        case other = "a system other than Linux"
    }

    /// How the runtime lays tasks out, as it tells debuggers.
    struct Layout: Hashable, Sendable {
        /// The version of the layout.
        var version: UInt32
        /// Bytes of a task.
        var taskSize: Int

        /// That of Swift 6.3 on 64 bits.
        static let tried = Layout(version: 1, taskSize: 208)
    }

    /// Whether the C half is part of the program.
    var hasCHalf: Bool
    var platform: Platform
    var compiler: Compiler
    /// Nil where the runtime does not tell.
    var layout: Layout?

    /// Why the whole program cannot be captured; nil where it can be tried.
    ///
    /// What the user can change comes first.
    var restriction: CaptureRestriction? {
        if platform != .linuxWithGlibc { return .untriedPlatform(platform.rawValue) }
        if !hasCHalf { return .leftOut }
        if compiler != .tried { return .untriedToolchain(compiler.rawValue) }
        return layout == .tried ? nil : .untriedRuntime
    }
}

extension Toolchain {
    /// That of this program.
    static var current: Toolchain {
        Toolchain(hasCHalf: hasCHalf, platform: platform, compiler: compiler, layout: layout)
    }

    private static var compiler: Compiler {
        #if compiler(>=6.4)
        .later
        #elseif compiler(>=6.3)
        .tried
        #else
        .earlier
        #endif
    }

    private static var platform: Platform {
        #if os(Linux) && canImport(Glibc) && _pointerBitWidth(_64)
        .linuxWithGlibc
        #elseif os(Linux) && canImport(Glibc)
        .linux32
        #elseif os(Linux)
        .linuxWithOtherLibrary
        #else
        .other
        #endif
    }

    #if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc)
    private static var hasCHalf: Bool { true }

    private static var layout: Layout? {
        var version: UInt32 = 0
        var taskSize = 0
        guard interleaving_runtime_layout(&version, &taskSize) else { return nil }
        return Layout(version: version, taskSize: taskSize)
    }
    #else
    private static var hasCHalf: Bool { false }
    private static var layout: Layout? { nil }
    #endif
}
