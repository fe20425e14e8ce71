import Testing

@testable import Interleaving

/// What is private to the runtime is used with the toolchain that was tried, and with no other.
@Suite struct ToolchainTests {
    private let tried = Toolchain(
        hasCHalf: true,
        platform: .linuxWithGlibc,
        compiler: .tried,
        layout: .tried
    )

    private func changed(_ change: (inout Toolchain) -> Void) -> Toolchain {
        var toolchain = tried
        change(&toolchain)
        return toolchain
    }

    @Test func `The toolchain that was tried is let through`() {
        #expect(tried.restriction == nil)
    }

    @Test(arguments: Toolchain.Compiler.allCases.filter { $0 != .tried })
    func `Another compiler is named`(compiler: Toolchain.Compiler) {
        let restriction = changed { $0.compiler = compiler }.restriction
        #expect(restriction == .untriedToolchain(compiler.rawValue))
        #expect(
            restriction?.description
                == "this toolchain, \(compiler.rawValue), is not one that was tried; Swift 6.3 is"
        )
    }

    @Test(arguments: Toolchain.Platform.allCases.filter { $0 != .linuxWithGlibc })
    func `Another platform is named, whatever else is different`(platform: Toolchain.Platform) {
        let other = Toolchain(hasCHalf: false, platform: platform, compiler: .later, layout: nil)
        for toolchain in [other, changed { $0.platform = platform }] {
            #expect(toolchain.restriction == .untriedPlatform(platform.rawValue))
        }
    }

    @Test func `A program without the C half says how to get it`() {
        let restriction = changed { $0.hasCHalf = false }.restriction
        #expect(restriction == .leftOut)
        #expect(restriction?.description.contains("trait WholeProgram") == true)
    }

    @Test(arguments: [
        nil,
        Toolchain.Layout(version: 2, taskSize: 208),
        Toolchain.Layout(version: 1, taskSize: 216),
    ])
    func `A runtime with another layout, or one that tells none, is not looked into`(
        layout: Toolchain.Layout?
    ) {
        #expect(changed { $0.layout = layout }.restriction == .untriedRuntime)
    }

    @Test func `What is compiled in is what the decision lets through`() {
        #if os(Linux) && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
        #expect(Toolchain.current.platform == .linuxWithGlibc)
        #expect(Toolchain.current.compiler == .tried)
        #expect(Toolchain.current.restriction == (Toolchain.current.hasCHalf ? nil : .leftOut))
        #else
        #expect(Toolchain.current.restriction != nil)
        #endif
    }
}
