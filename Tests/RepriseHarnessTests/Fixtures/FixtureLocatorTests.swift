import Foundation
import RepriseTestSupport
import RepriseTesting
import Testing

@testable import RepriseHarness

/// Where fixtures are looked for, whatever path of its source a test was built with.
@Suite(.timeLimit(.generous)) struct FixtureLocatorTests {
    /// A package with a test, in a folder of its own.
    private final class Package {
        let root: String
        private let manager = FileManager.default

        init() throws {
            let folder = manager.temporaryDirectory.resolvingSymlinksInPath()
                .appendingPathComponent("reprise-\(UUID().uuidString)")
            root = folder.path
            try manager.createDirectory(
                atPath: root + "/Tests/BotTests",
                withIntermediateDirectories: true
            )
            try write("Package.swift")
        }

        deinit { try? manager.removeItem(atPath: root) }

        func write(_ path: String) throws {
            let file = root + "/" + path
            try manager.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true
            )
            try Data().write(to: URL(fileURLWithPath: file))
        }

        func link(_ path: String, to target: String) throws {
            try manager.createSymbolicLink(atPath: root + "/" + path, withDestinationPath: target)
        }

        func locator(_ sourceFile: String, first: String? = nil) -> FixtureLocator {
            FixtureLocator(
                sourceFile: sourceFile,
                overridingFolder: first,
                workingDirectory: root
            )
        }
    }

    private let package: Package

    init() throws { package = try Package() }

    /// A source path as a build may spell it; `ROOT` stands for the package's folder.
    private static let spellings = [
        "ROOT/Tests/BotTests/BotTests.swift", "Tests/BotTests/BotTests.swift",
        "./Tests/BotTests/BotTests.swift", "Tests//BotTests/./x/../BotTests.swift",
        "/built/elsewhere/Tests/BotTests/BotTests.swift", "/Tests/BotTests/BotTests.swift",
        "../gone/Tests/BotTests/BotTests.swift",
    ]

    @Test(arguments: spellings)
    func `A fixture beside the test is found, and before that the one at the top`(
        spelling: String
    ) throws {
        let source = spelling.replacing("ROOT", with: package.root)
        try package.write("Fixtures/greeting.jsonl.gz")
        let locator = package.locator(source)
        #expect(
            try locator.path(of: "greeting") == package.root + "/Fixtures/greeting.jsonl.gz"
        )
        try package.write("Tests/BotTests/Fixtures/greeting.jsonl")
        #expect(
            try locator.path(of: "greeting")
                == package.root + "/Tests/BotTests/Fixtures/greeting.jsonl"
        )
        #expect(
            try locator.path(of: "../../Fixtures/greeting")
                == package.root + "/Fixtures/greeting.jsonl.gz"
        )
    }

    @Test(arguments: ["", "/", ".", "..", "/x", "x.swift", "/..", "//", "~/x", "a/b/c/d/e.swift"])
    func `Any path at all ends, and finds what is in the working directory`(path: String) throws {
        try package.write("Fixtures/greeting.jsonl.gz")
        let locator = package.locator(path)
        #expect(!locator.folders.isEmpty)
        #expect(locator.folders.allSatisfy { $0.hasPrefix("/") })
        guard ![".", "..", "/", "/x", "/..", "//"].contains(path) else { return }
        #expect(
            try locator.path(of: "greeting") == package.root + "/Fixtures/greeting.jsonl.gz"
        )
    }

    @Test func `The search ends at the package, and without one at the root`() throws {
        let inside = package.locator("Tests/BotTests/BotTests.swift")
        #expect(
            inside.folders == [
                package.root + "/Tests/BotTests/Fixtures", package.root + "/Tests/Fixtures",
                package.root + "/Fixtures",
            ]
        )
        try FileManager.default.removeItem(atPath: package.root + "/Package.swift")
        let outside = package.locator("Tests/BotTests/BotTests.swift")
        #expect(outside.folders.starts(with: inside.folders))
        #expect(outside.folders.last == "/Fixtures")
    }

    @Test func `Links that lead in a circle are no fixtures, and hold nobody up`() throws {
        try package.link("Fixtures", to: "Fixtures")
        try package.link("Loop", to: "Loop")
        let locator = package.locator("Loop/Tests/BotTests/BotTests.swift")
        #expect(throws: FixtureNotFound.self) { try locator.path(of: "greeting") }
        #expect(throws: FixtureNotFound.self) { try locator.path(of: "./Loop/greeting") }
    }

    @Test func `The folder that the environment names comes first`() throws {
        try package.write("Fixtures/greeting.jsonl.gz")
        try package.write("Other/greeting.jsonl.gz")
        for folder in ["Other", package.root + "/Other"] {
            let locator = package.locator("Tests/BotTests/BotTests.swift", first: folder)
            #expect(
                try locator.path(of: "greeting") == package.root + "/Other/greeting.jsonl.gz"
            )
        }
    }

    @Test func `What is not found is told with the places, the nearest name, and what to do`()
        throws
    {
        try package.write("Fixtures/greeting.jsonl.gz")
        let locator = package.locator("Tests/BotTests/BotTests.swift")
        let error = #expect(throws: FixtureNotFound.self) { try locator.path(of: "greating") }
        let root = package.root
        #expect(
            error?.description == """
                there is no fixture "greating": no file greating.jsonl.gz, greating.jsonl or greating in \
                \(root)/Tests/BotTests/Fixtures, \(root)/Tests/Fixtures, \(root)/Fixtures; did you mean \
                "greeting"?; record it with: reprise record -o \(root)/Fixtures/greating.jsonl.gz -- YOUR-BOT, or \
                name another folder in REPRISE_FIXTURES
                """
        )
    }

    @Test(arguments: ["brandnew", "brandnew.jsonl.gz", "brandnew.jsonl", "../brandnew", "./a/b"])
    func `What is recorded as the error says is found afterwards`(name: String) throws {
        let locator = package.locator("Tests/BotTests/BotTests.swift")
        let error = #expect(throws: FixtureNotFound.self) { try locator.path(of: name) }
        let destination = try #require(error?.destination)
        #expect(error?.description.contains("reprise record -o \(destination) --") == true)
        try package.write(String(destination.dropFirst(package.root.count + 1)))
        #expect(try locator.path(of: name) == destination)
    }

    @Test func `A test is told the same by what it calls`() throws {
        let bot = Bot(.rtm) { _, _ in }
        let calls: [() throws -> Void] = [
            { _ = try replaySession("no-such-session", against: bot) },
            { _ = try explore("no-such-session", against: bot, .faithful) },
        ]
        let own = "Tests/RepriseHarnessTests/Fixtures/Fixtures"
        for call in calls {
            let error = #expect(throws: FixtureNotFound.self, performing: call)
            #expect(error?.folders.contains { $0.hasSuffix(own) } == true)
        }
    }
}
