// swift-tools-version: 6.2

import PackageDescription

// A bot at home among other server software: each integration a product of its own. They stand in a package of their own,
// so that nobody who uses only the bot or the tests fetches what they need
// (Documentation/Decisions/0104-at-home-in-a-package-of-its-own.md).
let package = Package(
    name: "reprise-integrations",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "SlackBotLogging", targets: ["SlackBotLogging"]),
        .library(name: "SlackBotMetrics", targets: ["SlackBotMetrics"]),
        .library(name: "SlackBotLifecycle", targets: ["SlackBotLifecycle"]),
        .library(name: "SlackBotSettings", targets: ["SlackBotSettings"]),
    ],
    dependencies: [
        .package(name: "reprise", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    ],
    targets: [
        // What happens in a bot, as a log.
        .target(
            name: "SlackBotLogging",
            dependencies: [
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackTransport", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // As figures.
        .target(
            name: "SlackBotMetrics",
            dependencies: [
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackTransport", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ]
        ),
        // A bot as one service of several, which stop together.
        .target(
            name: "SlackBotLifecycle",
            dependencies: [
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackTransport", package: "reprise"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        // Everything that a bot reads from its surroundings.
        .target(
            name: "SlackBotSettings",
            dependencies: [
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackTransport", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
                .product(name: "Configuration", package: "swift-configuration"),
            ]
        ),
        .testTarget(
            name: "IntegrationsTests",
            dependencies: [
                "SlackBotLogging", "SlackBotMetrics", "SlackBotLifecycle", "SlackBotSettings",
                .product(name: "SlackBot", package: "reprise"),
                .product(name: "SlackTransport", package: "reprise"),
                .product(name: "SlackTransportTesting", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
                .product(name: "Interleaving", package: "reprise"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
                .product(name: "Configuration", package: "swift-configuration"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
    // See Package.swift of the package above.
    if Context.environment["REPRISE_WARNINGS_AS_ERRORS"] != nil {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
    }
}
