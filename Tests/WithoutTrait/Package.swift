// swift-tools-version: 6.3

import PackageDescription

// The lightest consumer with the trait `WholeProgram` switched off: the bot of Examples/Greeter, and a few tests of it.
// `Scripts/test` builds it in a folder of its own, since what the trait switches stands in every room's flags.
let package = Package(
    name: "without-trait",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "reprise", path: "../..", traits: [])],
    targets: [
        .target(
            name: "Greeter",
            dependencies: [.product(name: "SlackBot", package: "reprise")]
        ),
        .testTarget(
            name: "WithoutTraitTests",
            dependencies: [
                "Greeter",
                .product(name: "RepriseTesting", package: "reprise"),
                .product(name: "Interleaving", package: "reprise"),
            ],
            exclude: ["Fixtures"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
