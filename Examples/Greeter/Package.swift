// swift-tools-version: 6.2

import PackageDescription

// A bot as a user of the library writes it: the bot in a target of its own, so that tests can import it;
// an executable that runs it live; tests that replay a recording.
let package = Package(
    name: "greeter",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "reprise", path: "../..")],
    targets: [
        .target(
            name: "Greeter",
            dependencies: [.product(name: "SlackBot", package: "reprise")]
        ),
        .executableTarget(
            name: "GreeterBot",
            dependencies: [
                "Greeter",
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackLiveTransport", package: "reprise"),
            ]
        ),
        .testTarget(
            name: "GreeterTests",
            dependencies: ["Greeter", .product(name: "RepriseTesting", package: "reprise")],
            exclude: ["Fixtures"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
