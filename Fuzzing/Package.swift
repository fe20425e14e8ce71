// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody who uses the library builds it. `Scripts/fuzz` builds it, with
// libFuzzer's instrumentation in every room, and runs it.
let package = Package(
    name: "reprise-fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "reprise", path: "..")],
    targets: [
        // libFuzzer's entry point, which is C's.
        .target(name: "CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CFuzzer",
                .product(name: "SessionRecording", package: "reprise"),
                .product(name: "SecretRedaction", package: "reprise"),
                .product(name: "SlackReplay", package: "reprise"),
                .product(name: "SlackServer", package: "reprise"),
                .product(name: "SlackWire", package: "reprise"),
                .product(name: "WebSocketCodec", package: "reprise"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.name == "fuzz" {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
