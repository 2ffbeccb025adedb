/// The plan of the house: which target stands on which floor, and what each may hold.
enum House {
    /// A target imports only from floors below its own (docs/architecture.md).
    static let floors: [String: Int] = [
        "ethermap": 7,
        "Service": 6,
        "Bus": 5, "Engine": 5, "Store": 5, "HTTP": 5, "Evaluation": 5, "Training": 5,
        "Sensing": 4, "RadioMapping": 4, "Interference": 4, "Completion": 4, "Scenario": 4,
        "Interpolation": 3, "EthermapClient": 3, "EthermapSensor": 3,
        "Wire": 2, "NeuralNet": 2, "Geometry": 2, "Formats": 2,
        "Model": 1, "Numerics": 1, "MQTT": 1,
        "CProtocol": 0, "CKernels": 0, "COneDNN": 0, "CGeoTIFF": 0, "CMosquitto": 0,
        "COpenBLAS": 0, "CCrypto": 0, "CFFTW": 0, "CProtobufC": 0, "CPNG": 0,
    ]

    /// The targets that own C's memory; everywhere else a raw pointer does not compile.
    static let pointerTargets: Set<String> = [
        "Numerics", "NeuralNet", "Wire", "Formats", "MQTT",
    ]

    /// The most lines that one file may have.
    static let linesMax = 400

    /// How the paths of the only files begin that spell topics out: the type and its extensions.
    static let topicFiles = ["Sources/Wire/Topic.swift", "Sources/Wire/Topic+"]
}
