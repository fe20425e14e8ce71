// swift-tools-version: 6.3

import PackageDescription

// The rooms, lowest floor first. A room imports only rooms above it in this list;
// `Scripts/check-imports` fails when one does not.
let package = Package(
    name: "reprise",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "RepriseTesting", targets: ["RepriseTesting"]),
        .library(name: "RepriseHarness", targets: ["RepriseHarness"]),
        .library(name: "SlackBot", targets: ["SlackBot"]),
        .library(name: "SlackLiveTransport", targets: ["SlackLiveTransport"]),
        .library(name: "SlackServer", targets: ["SlackServer"]),
        .library(name: "SlackServerTLS", targets: ["SlackServerTLS"]),
        .library(name: "SlackWorkspace", targets: ["SlackWorkspace"]),
        .library(name: "SlackReplay", targets: ["SlackReplay"]),
        .library(name: "SlackTransport", targets: ["SlackTransport"]),
        .library(name: "SlackTransportTesting", targets: ["SlackTransportTesting"]),
        .library(name: "SessionRecording", targets: ["SessionRecording"]),
        .library(name: "SecretRedaction", targets: ["SecretRedaction"]),
        .library(name: "SlackWire", targets: ["SlackWire"]),
        .library(name: "WebSocketCodec", targets: ["WebSocketCodec"]),
        .library(name: "Interleaving", targets: ["Interleaving", "WholeProgramCapture"]),
        .executable(name: "reprise", targets: ["reprise"]),
    ],
    traits: [
        .trait(
            name: "WholeProgram",
            description: "Simulate unmodified concurrent code, by standing in for the C library."
        ),
        .default(enabledTraits: ["WholeProgram"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        // The system's zlib and libcurl.
        .systemLibrary(
            name: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),

        // What every room stands on: waiting, threads, bytes, random numbers.
        .target(name: "RepriseFloor"),

        // The inner loop of a hash.
        .target(name: "CDigest"),

        // Values.
        .target(name: "SlackWire", dependencies: ["RepriseFloor", "CDigest"]),
        .target(name: "WebSocketCodec", dependencies: ["RepriseFloor"]),
        .target(name: "SecretRedaction", dependencies: ["SlackWire", "RepriseFloor"]),
        .target(
            name: "SessionRecording",
            dependencies: ["SecretRedaction", "SlackWire", "RepriseFloor", "CZlib"]
        ),
        .target(name: "CInterleaving"),
        .target(
            name: "Interleaving",
            dependencies: [
                "RepriseFloor",
                .byName(
                    name: "CInterleaving",
                    condition: .when(platforms: [.linux], traits: ["WholeProgram"])
                ),
            ],
            swiftSettings: [
                .define(
                    "INTERLEAVING_WHOLE_PROGRAM",
                    .when(platforms: [.linux], traits: ["WholeProgram"])
                )
            ]
        ),

        // What stands in for the C library and Swift's runtime, for who simulates the whole program: in tests, and in no
        // other program.
        .target(
            name: "CInterposition",
            dependencies: ["CInterleaving"],
            cSettings: [.headerSearchPath("../CInterleaving")]
        ),
        .target(
            name: "WholeProgramCapture",
            dependencies: [
                .byName(
                    name: "CInterposition",
                    condition: .when(platforms: [.linux], traits: ["WholeProgram"])
                )
            ]
        ),

        // Transports.
        .target(
            name: "SlackTransport",
            dependencies: ["SlackWire", "SessionRecording", "RepriseFloor"]
        ),
        // What a transport must keep, to be checked in any test framework, and one that a test scripts.
        .target(
            name: "SlackTransportTesting",
            dependencies: ["SlackTransport", "SlackWire", "RepriseFloor"]
        ),
        .target(
            name: "SlackReplay",
            dependencies: [
                "SlackTransport", "SlackWire", "SessionRecording", "SecretRedaction",
                "RepriseFloor",
            ]
        ),
        .target(
            name: "SlackLiveTransport",
            dependencies: [
                "SlackTransport", "SlackWire", "WebSocketCodec", "RepriseFloor", "CCurl",
            ]
        ),

        // The bot's side and Slack's side.
        .target(name: "SlackBot", dependencies: ["SlackTransport", "SlackWire", "RepriseFloor"]),
        .target(
            name: "SlackWorkspace",
            dependencies: ["SlackTransport", "SlackWire", "RepriseFloor"]
        ),

        // The harness.
        .target(
            name: "RepriseHarness",
            dependencies: [
                "SlackBot", "SlackReplay", "SlackTransport", "SessionRecording", "SlackWire",
                "Interleaving", "RepriseFloor",
            ]
        ),
        .target(
            name: "RepriseTesting",
            dependencies: [
                "RepriseHarness", "SlackBot", "SlackReplay", "SlackTransport",
                "SessionRecording", "SlackWire", "Interleaving", "WholeProgramCapture",
            ]
        ),

        // Sockets in, any transport behind.
        .target(
            name: "SlackServer",
            dependencies: [
                "SlackTransport", "SlackWire", "WebSocketCodec", "RepriseFloor",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),

        // TLS for them, by the system's OpenSSL, which is opened at run time.
        .target(
            name: "CLoopbackTLS",
            linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]
        ),
        .target(
            name: "SlackServerTLS",
            dependencies: [
                "SlackServer", "CLoopbackTLS",
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),

        // The command line.
        .target(
            name: "RepriseCommands",
            dependencies: [
                "RepriseHarness", "SlackServer", "SlackServerTLS", "SlackLiveTransport", "SlackBot",
                "SlackWorkspace", "SlackReplay", "SlackTransport", "SessionRecording",
                "SecretRedaction", "SlackWire", "Interleaving",
                "RepriseFloor",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [.embedInCode("Resources/rtm-2017.jsonl")]
        ),
        .executableTarget(name: "reprise", dependencies: ["RepriseCommands"]),

        // Tests mirror the rooms, and all of them may wait with what is in this one.
        .target(
            name: "RepriseTestSupport",
            dependencies: ["RepriseFloor"],
            path: "Tests/RepriseTestSupport"
        ),
        .testTarget(name: "RepriseFloorTests", dependencies: ["RepriseFloor", "Interleaving"]),
        .testTarget(
            name: "SlackWireTests",
            dependencies: ["SlackWire", "RepriseFloor"],
            resources: [.copy("ClientWire")]
        ),
        .testTarget(
            name: "WebSocketCodecTests",
            dependencies: ["WebSocketCodec", "RepriseFloor"]
        ),
        .executableTarget(
            name: "RecorderUnderLoad",
            dependencies: ["SessionRecording"],
            path: "Tests/RecorderUnderLoad"
        ),
        .testTarget(
            name: "SessionRecordingTests",
            dependencies: [
                "SessionRecording", "SecretRedaction", "SlackWire", "RepriseFloor", "CZlib",
                "RecorderUnderLoad",
            ],
            resources: [.copy("Golden")]
        ),
        // Small programs with known bugs, which know of no scheduler; the benchmarks have them, too.
        .target(name: "SCTPrograms", path: "Tests/SCTPrograms"),
        .testTarget(
            name: "InterleavingTests",
            dependencies: ["Interleaving", "RepriseFloor", "SCTPrograms"]
        ),
        .target(
            name: "TransportTestKit",
            dependencies: ["SlackTransport", "SessionRecording", "SlackWire", "RepriseFloor"],
            path: "Tests/TransportTestKit"
        ),
        .testTarget(
            name: "SlackTransportTests",
            dependencies: [
                "TransportTestKit", "SlackTransport", "SlackTransportTesting", "SessionRecording",
                "SlackWire",
                "Interleaving", "RepriseFloor",
            ]
        ),
        .testTarget(
            name: "SlackReplayTests",
            dependencies: [
                "TransportTestKit", "SlackReplay", "SlackTransport", "SlackTransportTesting",
                "SessionRecording", "SecretRedaction", "SlackWire",
                "Interleaving", "RepriseFloor",
            ]
        ),
        .testTarget(
            name: "SlackLiveTransportTests",
            dependencies: [
                "SlackLiveTransport", "SlackTransport", "SlackWire", "WebSocketCodec",
                "RepriseFloor", "CCurl",
            ]
        ),
        .testTarget(
            name: "SlackBotTests",
            dependencies: [
                "SlackBot", "SlackTransport", "SlackTransportTesting", "SlackWire", "Interleaving",
                "RepriseFloor",
            ]
        ),
        .testTarget(
            name: "SlackWorkspaceTests",
            dependencies: [
                "SlackWorkspace", "SlackTransport", "SlackTransportTesting", "SlackWire",
                "Interleaving",
            ]
        ),
        .testTarget(
            name: "SlackServerTests",
            dependencies: [
                "SlackServer", "SlackServerTLS", "SlackWorkspace", "SlackLiveTransport",
                "SlackTransport", "SlackTransportTesting", "SessionRecording", "SlackWire",
                "RepriseFloor",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "RepriseHarnessTests",
            dependencies: [
                "RepriseTesting", "RepriseHarness", "RepriseCommands", "SlackBot", "SlackReplay",
                "SlackTransport",
                "SlackWorkspace", "SlackServer", "SlackLiveTransport", "SessionRecording",
                "SecretRedaction",
                "SlackWire", "Interleaving", "RepriseFloor",
            ]
        ),
        .testTarget(
            name: "RepriseCommandsTests",
            dependencies: [
                "reprise", "RepriseCommands", "RepriseHarness", "SlackServer", "SlackLiveTransport",
                "SlackWorkspace", "SlackReplay", "SlackTransport", "SlackTransportTesting",
                "SessionRecording", "SlackWire", "RepriseFloor", "Interleaving",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type == .test {
    target.dependencies += ["RepriseTestSupport", "WholeProgramCapture"]
}

// Upcoming language features, the same in every room.
for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
            .enableUpcomingFeature("ExistentialAny"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
            .enableUpcomingFeature("InternalImportsByDefault"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
            .enableUpcomingFeature("MemberImportVisibility"),
        ]
}

// `Scripts/test` asks for it; whoever depends on this package keeps their own warnings policy.
if Context.environment["REPRISE_WARNINGS_AS_ERRORS"] != nil {
    for target in package.targets where target.type != .system {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
    }
}
