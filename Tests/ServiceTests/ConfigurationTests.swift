import Engine
import Logging
import Model
import Store
import Testing

@testable import Service

/// What a configuration is, once it has been read.
struct ConfigurationTests {
    @Test func `the sample's text reads back to the sample`() throws {
        let text = ServiceConfiguration.sampleText
        let loaded = try ConfigurationLoader.load(text: text, path: "sample.yaml")
        #expect(loaded.value == .sample)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 110 })
        for key in ConfigurationTable.keys { #expect(text.contains(key.environmentName)) }
        _ = try RegionEngine(configuration: loaded.value.engine)
    }

    @Test func `a written configuration reads back to an equal one`() throws {
        let unusual = Self.unusual
        #expect(try ConfigurationLoader.load(text: unusual.yaml, path: "u.yaml").value == unusual)
        let explained = ConfigurationText.text(of: unusual, comments: .explanations)
        #expect(try ConfigurationLoader.load(text: explained, path: "u.yaml").value == unusual)
    }

    @Test func `every key is written and read`() throws {
        // A key whose value is not its default anywhere, so that a forgotten setter shows.
        for (key, text) in Self.changes {
            let found = try #require(ConfigurationTable.key(key))
            let changed = try Self.sample(changing: key, to: text)
            #expect(found.get(changed) != found.get(.sample), "\(key) is not set")
            #expect(
                try ConfigurationLoader.load(text: changed.yaml, path: "c.yaml").value == changed)
        }
        #expect(Set(Self.changes.map(\.0)) == Set(ConfigurationTable.keys.map(\.path)))
    }

    @Test func `flag beats environment beats file beats default`() throws {
        let key = "mqtt.port"
        let text = Self.sampleYaml.replacing("port: 1883", with: "port: 1001")
        let environment = ["ETHERMAP_MQTT_PORT": "1002"]
        let file = try ConfigurationLoader.load(text: text, path: "s.yaml")
        #expect(file.value.broker.port == 1_001)
        #expect(file.origin(of: key).kind == "file")
        #expect(file.origin(of: key).description.hasPrefix("s.yaml:"))
        let variable = try ConfigurationLoader.load(
            text: text, path: "s.yaml", environment: environment)
        #expect(variable.value.broker.port == 1_002)
        #expect(variable.origin(of: key) == .environment(name: "ETHERMAP_MQTT_PORT"))
        let flag = try ConfigurationLoader.load(
            text: text, path: "s.yaml", environment: environment,
            overrides: [(key, "1003"), (key, "1004")])
        #expect(flag.value.broker.port == 1_004)
        #expect(flag.origin(of: key) == .flag(key: key))
    }

    @Test func `what nobody sets is the default`() throws {
        let loaded = try ConfigurationLoader.load(
            file: nil,
            environment: [
                "ETHERMAP_REGION_NAME": "r", "ETHERMAP_REGION_ORIGIN_LATITUDE_DEG": "50",
                "ETHERMAP_REGION_ORIGIN_LONGITUDE_DEG": "-14.5",
                "ETHERMAP_REGION_BANDS":
                    "[{name: b1, center_frequency_hz: 1e9, bandwidth_hz: 1e6}]",
            ])
        #expect(loaded.value.engine.region.bands.map(\.id) == ["b1"])
        #expect(loaded.value.broker == BrokerConfiguration())
        #expect(loaded.origin(of: "mqtt.port") == .builtIn)
        #expect(loaded.settings.count == ConfigurationTable.keys.count)
    }

    @Test func `a variable that sets nothing is warned of, not refused`() throws {
        let loaded = try ConfigurationLoader.load(
            text: Self.sampleYaml, path: "s.yaml",
            environment: [
                "ETHERMAP_MQTT_PROT": "1", "ETHERMAP_CONFIG": "s.yaml", "PATH": "/bin",
            ])
        #expect(loaded.value == .sample)
        #expect(
            loaded.warnings == [
                "environment ETHERMAP_MQTT_PROT: no key has this name, it is ignored; "
                    + "did you mean \"ETHERMAP_MQTT_PORT\"?"
            ])
    }

    @Test func `the hash is of what decides results`() throws {
        let hash = ServiceConfiguration.sample.hash
        #expect(hash.count == 16)
        for (key, text) in Self.changes {
            let changed = try Self.sample(changing: key, to: text)
            let decides = ConfigurationTable.key(key)?.decidesResults == true
            #expect((changed.hash != hash) == decides, "\(key)")
        }
    }

    @Test func `every property of an engine's configuration has a key`() {
        let engine = ServiceConfiguration.sample.engine
        let parts: [Any] = [
            engine.intake, engine.evidence, engine.spectrum, engine.estimation, engine.detection,
            engine.tracking,
        ]
        let sections = [
            "intake", "evidence", "spectrum", "estimation", "detection", "tracking",
        ]
        for (part, section) in zip(parts, sections) {
            let keys = ConfigurationTable.keys.filter {
                $0.section == section && $0.decidesResults
            }
            #expect(Mirror(reflecting: part).children.count == keys.count, "\(section)")
        }
        // Region, city, network, clock, lateness, interval, sensor's silence, and the seven parts.
        #expect(Mirror(reflecting: engine).children.count == 14)
        #expect(Mirror(reflecting: engine.region).children.count == 8)
        #expect(Mirror(reflecting: engine.region.grid).children.count == 6)
        let store = ServiceConfiguration.sample.store.configuration
        let storeKeys = ConfigurationTable.keys.filter { $0.section == "store" }
        // Beside the store's own: the directory and the snapshots' interval.
        #expect(Mirror(reflecting: store).children.count == storeKeys.count - 2)
    }

    @Test func `environment names are unique and every section is explained`() {
        let keys = ConfigurationTable.keys
        #expect(Set(keys.map(\.environmentName)).count == keys.count)
        #expect(keys.allSatisfy { ConfigurationTable.sections[$0.section] != nil })
        #expect(Set(keys.map(\.section) + ["region"]) == Set(ConfigurationTable.sections.keys))
        // Every default obeys its own bounds.
        for key in keys where !key.isRequired {
            var decoder = ConfigurationDecoder(source: .flag(key: key.path))
            let text = "\(key.get(ConfigurationTable.base))"
            let node = decoder.node(
                from: text == "null" ? "" : text.replacing("\"", with: ""), as: key.shape,
                path: key.path)
            let value = node.flatMap { decoder.decode($0, as: key.shape, path: key.path) }
            #expect(value == key.get(ConfigurationTable.base), "\(key.path)")
        }
    }

    @Test(arguments: [
        "null", "5", "", "a b", "yes", "a\"b\\c", "#", "é", "- x", "a: b", "x#", "../state", "...",
    ])
    func `a text is quoted where it must be`(text: String) throws {
        guard !text.isEmpty else { return }
        var configuration = ServiceConfiguration.sample
        configuration.store.directory = text
        let read = try ConfigurationLoader.load(text: configuration.yaml, path: "s.yaml").value
        #expect(read.store.directory == text)
    }

    @Test func `seeded damage is refused or read, never fatal`() throws {
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let bytes = Array(Self.sampleYaml.utf8)
        let marks = Array("{}[]:-#&*!|>'\"%@`0a \n\t".utf8)
        for _ in 0..<400 {
            var damaged = bytes
            for _ in 0...next(3) {
                damaged[next(damaged.count)] = marks[next(marks.count)]
            }
            let text = String(decoding: damaged, as: UTF8.self)
            let value: ServiceConfiguration
            do throws(ConfigurationErrors) {
                value = try ConfigurationLoader.load(text: text, path: "d.yaml").value
            } catch {
                #expect(!error.errors.isEmpty)
                continue
            }
            #expect(try ConfigurationLoader.load(text: value.yaml, path: "d.yaml").value == value)
        }
    }
}
