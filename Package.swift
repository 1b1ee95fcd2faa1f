// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")
let flyingSocks = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

// scripts/build-release: without position independence nothing of the program is relocated at its start, which takes 2 ms.
let placement = Context.environment["PIPELINE_RUNNER_STATIC"] == nil ? [] : ["-Xclang-linker", "-no-pie"]

let package = Package(
    name: "pipeline-runner",
    products: [
        .executable(name: "pipeline-runner", targets: ["pipeline-runner"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        .systemLibrary(name: "Clibyaml", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "Clibgit2", providers: [.apt(["libgit2-dev"])]),

        // These load libcurl and libgit2 when they are needed; the headers are all that building takes.
        .target(name: "Ccurl"),
        .target(name: "LibGit2Loader"),

        .target(name: "Diagnostics", swiftSettings: strict),
        .target(name: "Hashing", swiftSettings: strict),
        .target(name: "JSONSchema", swiftSettings: strict),
        .target(name: "OCI", swiftSettings: strict),
        .target(name: "Templates", dependencies: ["Diagnostics"], swiftSettings: strict),
        .target(name: "PositionedYAML", dependencies: ["Clibyaml", "Diagnostics"], swiftSettings: strict),
        .target(
            name: "BlubberConfig", dependencies: ["Diagnostics", "Hashing", "JSONSchema", "OCI", "PositionedYAML"],
            swiftSettings: strict),
        .target(name: "CommandRunner", dependencies: [subprocess, systemPackage], swiftSettings: strict),
        .target(name: "ConfigValues", dependencies: ["Diagnostics", "PositionedYAML"], swiftSettings: strict),
        .target(
            name: "FleetConfig", dependencies: ["ConfigValues", "Diagnostics", "JSONSchema", "PositionedYAML"],
            swiftSettings: strict),
        .target(name: "Ledger", swiftSettings: strict),
        .target(name: "SQLiteLedger", dependencies: ["Ledger", database], swiftSettings: strict),
        .target(
            name: "GitWatcher", dependencies: ["Clibgit2", "CommandRunner", "Diagnostics", "LibGit2Loader"],
            swiftSettings: strict),
        .target(
            name: "FleetPolling", dependencies: ["ConfigValues", "FleetConfig", "GitWatcher", "Ledger"],
            swiftSettings: strict),
        .target(
            name: "PipelineCore",
            dependencies: ["BlubberConfig", "Diagnostics", "Hashing", "JSONSchema", "OCI", "PositionedYAML"],
            swiftSettings: strict),
        .target(
            name: "ImageEngines",
            dependencies: ["BlubberConfig", "CommandRunner", "HTTP", "OCI", "PipelineCore", "RegistryClient"],
            swiftSettings: strict),
        .target(
            name: "ImageTree",
            dependencies: [
                "BlubberConfig", "CommandRunner", "Diagnostics", "Hashing", "OCI", "PipelineCore", "PositionedYAML",
                "Templates",
            ],
            swiftSettings: strict),
        .target(name: "HTTP", dependencies: ["Ccurl"], swiftSettings: strict),
        .target(name: "RegistryClient", dependencies: ["HTTP", "OCI"], swiftSettings: strict),
        .target(name: "Messaging", dependencies: ["CommandRunner", "Hashing", "PipelineCore"], swiftSettings: strict),
        .target(
            name: "Delivery",
            dependencies: ["CommandRunner", "Diagnostics", "GitWatcher", "Hashing", "PipelineCore", "PositionedYAML"],
            swiftSettings: strict),
        .target(
            name: "RunnerConfig",
            dependencies: ["ConfigValues", "Diagnostics", "JSONSchema", "PipelineCore", "PositionedYAML"],
            swiftSettings: strict),
        .target(
            name: "RunFiles", dependencies: ["BlubberConfig", "CommandRunner", "PipelineCore"], swiftSettings: strict),
        .target(name: "RunnerServer", dependencies: ["Hashing", flyingFox, flyingSocks], swiftSettings: strict),
        .target(
            name: "PipelineCommands",
            dependencies: [
                "BlubberConfig", "CommandRunner", "ConfigValues", "Delivery", "Diagnostics", "FleetConfig",
                "FleetPolling", "GitWatcher", "Hashing", "ImageEngines", "ImageTree", "JSONSchema", "Ledger",
                "Messaging", "OCI", "PipelineCore", "PositionedYAML", "RegistryClient", "RunFiles", "RunnerConfig",
                "RunnerServer", "SQLiteLedger",
                argumentParser, logging,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "pipeline-runner", dependencies: ["PipelineCommands"], swiftSettings: strict,
            linkerSettings: [
                .unsafeFlags(
                    ["-L\(Context.packageDirectory)/packaging/linker"] + placement, .when(configuration: .release))
            ]),

        .target(
            name: "PipelineTestSupport", dependencies: ["CommandRunner", "ImageEngines", "OCI", "PipelineCore"],
            path: "Tests/PipelineTestSupport", swiftSettings: strict),
        .executableTarget(
            name: "bench-compile", dependencies: ["BlubberConfig", "Diagnostics"], path: "Benchmarks/compile",
            swiftSettings: strict),
        .executableTarget(
            name: "bench-poll", dependencies: ["GitWatcher"], path: "Benchmarks/poll", exclude: ["list.c"],
            swiftSettings: strict),
        .target(
            name: "FuzzTarget",
            dependencies: ["BlubberConfig", "Diagnostics", "FleetConfig", "PipelineCore", "PositionedYAML"],
            path: "Tests/FuzzTarget", swiftSettings: strict),
        .testTarget(
            name: "HashingTests", dependencies: ["CommandRunner", "Hashing", "PipelineTestSupport"],
            swiftSettings: strict),
        .testTarget(name: "OCITests", dependencies: ["OCI"], swiftSettings: strict),
        .testTarget(
            name: "TemplatesTests", dependencies: ["CommandRunner", "Diagnostics", "PipelineTestSupport", "Templates"],
            exclude: ["render.py"], swiftSettings: strict),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"], swiftSettings: strict),
        .testTarget(
            name: "PositionedYAMLTests", dependencies: ["Diagnostics", "OCI", "PositionedYAML"], swiftSettings: strict),
        .testTarget(
            name: "BlubberConfigTests", dependencies: ["BlubberConfig", "Diagnostics"],
            exclude: ["Golden"], swiftSettings: strict),
        .testTarget(
            name: "FleetConfigTests", dependencies: ["ConfigValues", "Diagnostics", "FleetConfig"],
            swiftSettings: strict),
        .testTarget(
            name: "FleetPollingTests",
            dependencies: [
                "CommandRunner", "ConfigValues", "FleetConfig", "FleetPolling", "GitWatcher", "ImageEngines", "Ledger",
                logging, "PipelineCommands", "PipelineCore", "PipelineTestSupport", "RunFiles", "SQLiteLedger",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CommandRunnerTests", dependencies: ["CommandRunner"], swiftSettings: strict),
        .testTarget(
            name: "GitWatcherTests", dependencies: ["Clibgit2", "CommandRunner", "GitWatcher", "PipelineTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "PipelineCoreTests",
            dependencies: ["BlubberConfig", "Diagnostics", "OCI", "PipelineCore", "PipelineTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ImageEnginesTests",
            dependencies: ["CommandRunner", "ImageEngines", "OCI", "PipelineCore", "PipelineTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ImageTreeTests",
            dependencies: [
                "BlubberConfig", "CommandRunner", "Diagnostics", "ImageTree", "OCI", "PipelineCore",
                "PipelineTestSupport", "Templates",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PipelineCommandsTests",
            dependencies: [
                "BlubberConfig", "CommandRunner", "Diagnostics", "FleetConfig", "GitWatcher", "JSONSchema", "Ledger",
                "OCI",
                "PipelineCommands", "PipelineCore", "PipelineTestSupport", "PositionedYAML", "RunFiles", "RunnerConfig",
                "SQLiteLedger", logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SQLiteLedgerTests", dependencies: ["Ledger", "PipelineTestSupport", "SQLiteLedger", database],
            swiftSettings: strict),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzTarget"], exclude: ["Corpus", "yaml.dict"], swiftSettings: strict),
        .testTarget(
            name: "RegistryClientTests",
            dependencies: ["CommandRunner", "OCI", "PipelineCore", "PipelineTestSupport", "RegistryClient"],
            swiftSettings: strict),
        .testTarget(
            name: "RunnerConfigTests", dependencies: ["ConfigValues", "Diagnostics", "PipelineCore", "RunnerConfig"],
            swiftSettings: strict),
        .testTarget(
            name: "RunnerServerTests", dependencies: ["CommandRunner", "PipelineTestSupport", "RunnerServer"],
            swiftSettings: strict),
        .testTarget(
            name: "MessagingTests",
            dependencies: ["CommandRunner", "Hashing", "Messaging", "PipelineCore", "PipelineTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "DeliveryTests",
            dependencies: ["CommandRunner", "Delivery", "PipelineCore", "PipelineTestSupport"], swiftSettings: strict),
        .testTarget(
            name: "RunFilesTests",
            dependencies: ["BlubberConfig", "OCI", "PipelineCore", "PipelineTestSupport", "RunFiles"],
            swiftSettings: strict),
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["CommandRunner", "PipelineCore", "PipelineTestSupport", "PositionedYAML"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// The fuzzer brings a `main` of its own and instruments what it is built with: `scripts/fuzz` asks for it.
if Context.environment["PIPELINE_RUNNER_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz-configuration", dependencies: ["FuzzTarget"], path: "Benchmarks/fuzz-configuration",
            swiftSettings: strict, linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]))
}
