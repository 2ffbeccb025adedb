// swift-tools-version: 6.3
import PackageDescription

// One line a floor; a target imports only from lines below its own (docs/architecture.md).

/// Settings of every Swift target: Swift 6 mode, warnings are errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
]

/// Settings of every target that must not hold a raw pointer.
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]

/// Every target but the few that own C's memory is compiled with strict memory safety.
func target(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    pointers: Bool = false,
    excluding excluded: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: excluded,
        swiftSettings: pointers ? strict : safe)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], pointers: Bool = false) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: [.init(stringLiteral: name)] + dependencies,
        swiftSettings: strict
    )
}

let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")

let package = Package(
    name: "ethermap",
    products: [
        .executable(name: "ethermap", targets: ["ethermap"]),
        .library(name: "EthermapClient", targets: ["EthermapClient"]),
        .library(name: "EthermapSensor", targets: ["EthermapSensor"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // 7
        .executableTarget(
            name: "ethermap",
            dependencies: [
                "Model", "Geometry", "Formats", "Scenario", "Engine", "Store", "Service",
                "EthermapClient", "EthermapSensor", "MQTT", "Wire", "Evaluation", "Training",
                "NeuralNet", "Interference", "Sensing", arguments, logging,
            ],
            swiftSettings: safe
        ),
        // 6
        target(
            "Service",
            [
                "Model", "Numerics", "MQTT", "Wire", "NeuralNet", "Geometry", "Formats",
                "EthermapClient", "EthermapSensor", "Interference", "Interpolation", "Scenario",
                "Sensing", "Bus", "Engine", "Store", logging, yams,
            ]),
        // 5
        target("Bus", ["Model", "MQTT", "Wire", logging]),
        target(
            "Engine",
            [
                "Model", "Numerics", "NeuralNet", "Geometry", "Interpolation", "Interference",
                "Sensing",
            ]),
        target("Store", ["Model", "Numerics", grdb]),
        target(
            "Evaluation",
            [
                "Model", "Numerics", "NeuralNet", "Geometry", "Formats", "Interpolation",
                "Interference", "Scenario", "Sensing",
            ]),
        target(
            "Training",
            ["Model", "Numerics", "NeuralNet", "Geometry", "Formats", "Interference", "Scenario"]),
        // 4
        target(
            "Interference", ["Model", "Numerics", "NeuralNet", "Geometry", "Interpolation"],
            excluding: ["Weights"]),
        target("Scenario", ["Model", "Numerics", "Geometry"]),
        target("Sensing", ["Model", "Numerics", "NeuralNet"]),
        // 3
        target("Interpolation", ["Model", "Numerics"]),
        target("EthermapClient", ["Model", "MQTT", "Wire", "Geometry"]),
        target("EthermapSensor", ["Model", "MQTT", "Wire"]),
        // 2
        target("Wire", ["Model", "CProtocol", "CProtobufC", "CKernels"], pointers: true),
        target("NeuralNet", ["COneDNN", "CCrypto", "CKernels", "Numerics"], pointers: true),
        target("Geometry", ["Model", "Numerics"]),
        target("Formats", ["Model", "CPNG"], pointers: true),
        // 1
        target("Model"),
        target("Numerics", ["COpenBLAS", "CFFTW", "CKernels"], pointers: true),
        target("MQTT", ["CMosquitto"], pointers: true),
        // 0
        .target(
            name: "CProtocol", dependencies: ["CProtobufC"], cSettings: [.unsafeFlags(["-w"])]),
        .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
        .target(
            name: "COneDNN",
            linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary(":libgomp.so.1")]),
        .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto"),
        .systemLibrary(name: "CCrypto"),
        .systemLibrary(name: "COpenBLAS"),
        .systemLibrary(name: "CFFTW", pkgConfig: "fftw3f"),
        .systemLibrary(name: "CProtobufC", pkgConfig: "libprotobuf-c"),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng"),
        // Benchmarks/README.md
        .executableTarget(
            name: "localise", dependencies: ["Geometry", "Interference", "Model", "Numerics"],
            path: "Benchmarks/localise", swiftSettings: safe),
        .executableTarget(
            name: "network",
            dependencies: [
                "Engine", "Geometry", "Interference", "Model", "NeuralNet", "Numerics", "Scenario",
            ],
            path: "Benchmarks/network", exclude: ["run.py"], swiftSettings: safe),
        .executableTarget(
            name: "spectrum", dependencies: ["Numerics", "Sensing"],
            path: "Benchmarks/spectrum", exclude: ["run.py"], swiftSettings: safe),
        tests("Store", ["Model", "Numerics", grdb]),
        tests("Geometry", ["Model"]),
        tests("Numerics", []),
        tests("Interpolation", ["Model", "Numerics"]),
        .testTarget(
            name: "NeuralNetTests", dependencies: ["NeuralNet", "Numerics"], exclude: ["Golden"],
            swiftSettings: strict),
        tests(
            "Interference", ["Model", "Numerics", "NeuralNet", "Geometry", "Interpolation"]),
        tests("Formats", ["Model"]),
        tests("Scenario", ["Model", "Numerics", "Geometry"]),
        .testTarget(
            name: "SensingTests", dependencies: ["Sensing", "Model", "Numerics", "NeuralNet"],
            exclude: ["Golden"], swiftSettings: strict),
        tests(
            "Engine",
            [
                "Model", "Numerics", "NeuralNet", "Geometry", "Interpolation", "Interference",
                "Scenario", "Sensing",
            ]),
        tests(
            "Evaluation",
            ["Model", "Numerics", "Geometry", "Formats", "Interference", "Scenario", "Sensing"]),
        tests(
            "Training",
            ["Model", "Numerics", "NeuralNet", "Geometry", "Formats", "Interference", "Scenario"]),
        tests("MQTT", []),
        tests("Bus", ["Model", "MQTT", "Wire", logging]),
        tests("EthermapSensor", ["Model", "MQTT", "Wire"]),
        tests("EthermapClient", ["Model", "MQTT", "Wire", "Geometry"]),
        tests("Wire", ["Model", "CProtocol", "CKernels"]),
        .testTarget(
            name: "WireCompatibilityTests", dependencies: ["Wire", "Model", protobuf],
            swiftSettings: strict),
        tests(
            "Service",
            [
                "Model", "NeuralNet", "Interference", "Engine", "Store", "Formats", "Geometry",
                "Numerics", "Sensing", logging,
            ]),
        .testTarget(
            name: "CommandLineTests",
            dependencies: ["ethermap", "Model", "MQTT", "Service", "Store", "Training", "Wire"],
            swiftSettings: strict),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "Service", "Engine", "Interference", "Store", "Bus", "MQTT", "Wire", "Scenario",
                "EthermapSensor", "EthermapClient", "Formats", "Model", "Geometry", "Numerics",
                "Sensing", logging,
            ],
            swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
        .testTarget(name: "DocumentationTests", swiftSettings: strict),
    ]
)
