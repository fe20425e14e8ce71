// swift-tools-version: 6.2

import PackageDescription

// A bot of Socket Mode as a user of the library writes it: the bot in a target of its own, so that tests can import it;
// an executable that runs it live; one that records the session which the tests replay.
let package = Package(
    name: "on-call",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "reprise", path: "../..")],
    targets: [
        .target(
            name: "OnCall",
            dependencies: [
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
            ]
        ),
        .executableTarget(
            name: "OnCallBot",
            dependencies: [
                "OnCall",
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackLiveTransport", package: "reprise"),
            ]
        ),
        .executableTarget(
            name: "RecordOnCall",
            dependencies: [
                "OnCall",
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackLiveTransport", package: "reprise"),
                .product(name: "SlackServer", package: "reprise"),
                .product(name: "SlackTransport", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
                .product(name: "SlackWorkspace", package: "reprise"),
                .product(name: "SessionRecording", package: "reprise"),
            ]
        ),
        .testTarget(
            name: "OnCallTests",
            dependencies: ["OnCall", .product(name: "RepriseTesting", package: "reprise")],
            exclude: ["Fixtures"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
