// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody who uses the library builds it. `Benchmarks/run` builds and runs it.
let package = Package(
    name: "reprise-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "reprise", path: "..")],
    targets: [
        // What is measured with, and what is measured on.
        .target(name: "Measuring", dependencies: [.product(name: "SlackWire", package: "reprise")]),
        .target(
            name: "Workload",
            dependencies: [
                .product(name: "SessionRecording", package: "reprise"),
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
            ]
        ),

        // Sessions in files: made, read, replayed, and written as other formats.
        .executableTarget(
            name: "session-bench",
            dependencies: [
                "Measuring", "Workload",
                // Replays simulate the whole program, as in tests.
                .product(name: "Interleaving", package: "reprise"),
                .product(name: "RepriseHarness", package: "reprise"),
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackReplay", package: "reprise"),
                .product(name: "SlackTransport", package: "reprise"),
                .product(name: "SecretRedaction", package: "reprise"),
                .product(name: "SessionRecording", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
            ]
        ),

        // Schedules by the second.
        .executableTarget(
            name: "schedule-bench",
            dependencies: [
                "Measuring", "Workload",
                .product(name: "Interleaving", package: "reprise"),
                .product(name: "RepriseHarness", package: "reprise"),
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackReplay", package: "reprise"),
                .product(name: "SlackTransport", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
                .product(name: "SessionRecording", package: "reprise"),
            ]
        ),

        // Schedules until a known bug is found, in programs that other schedulers have been measured by.
        .executableTarget(
            name: "sct-bench",
            dependencies: [
                "Measuring",
                .product(name: "Interleaving", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
            ]
        ),

        // Traffic over loopback, from both ends.
        .executableTarget(
            name: "live-bench",
            dependencies: [
                "Measuring",
                .product(name: "SlackLiveTransport", package: "reprise"),
                .product(name: "SlackTransport", package: "reprise"),
                .product(name: "SessionRecording", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
            ]
        ),
        .executableTarget(
            name: "slack-server",
            dependencies: [
                "Workload",
                .product(name: "SlackServer", package: "reprise"),
                .product(name: "SlackWorkspace", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
        ]
}
