import Model
import Testing
import Wire

@Suite struct TopicTests {
    static let key = MapKey(product: .iss, band: "b2412")
    static let all: [(Topic, String, Bool)] = [
        (.birth("campus", "uav-1"), "spectrum/v1/in/campus/uav-1/birth", true),
        (.rss("campus", "uav-1"), "spectrum/v1/in/campus/uav-1/rss", false),
        (.coset("campus", "uav-1"), "spectrum/v1/in/campus/uav-1/coset", false),
        (.state("campus", "uav-1"), "spectrum/v1/in/campus/uav-1/state", true),
        (.spectrum("campus", "uav-1"), "spectrum/v1/out/campus/spectrum/uav-1", false),
        (.mapHead("campus", key), "spectrum/v1/out/campus/map/iss/b2412/head", true),
        (
            .mapTile("campus", key, TileAddress(z: 0, y: 12, x: 3)),
            "spectrum/v1/out/campus/map/iss/b2412/tile/0-12-3", true
        ),
        (.alert("campus"), "spectrum/v1/out/campus/alert", false),
        (.interferer("campus", "in-1"), "spectrum/v1/out/campus/interferer/in-1", true),
        (.health("campus"), "spectrum/v1/out/campus/health", true),
        (.jsonAlert("campus"), "spectrum/v1/out/campus/json/alert", false),
        (.jsonInterferer("campus", "in-1"), "spectrum/v1/out/campus/json/interferer/in-1", true),
        (.jsonSummary("campus"), "spectrum/v1/out/campus/json/summary", true),
        (.ack("campus", "uav-1"), "spectrum/v1/ctl/campus/ack/uav-1", true),
        (.owner("campus"), "spectrum/v1/ctl/campus/owner", true),
    ]

    @Test(arguments: all)
    func `a topic is written, read and retained as the contract says`(
        topic: Topic, text: String, retained: Bool
    ) {
        #expect(topic.text == text)
        #expect(Topic(text) == topic)
        #expect(topic.isRetained == retained)
        #expect(topic.region == "campus")
    }

    @Test(arguments: all)
    func `a topic with a level more, less, or spoilt is not ours`(
        topic: Topic, text: String, retained: Bool
    ) {
        #expect(Topic(text + "/") == nil)
        #expect(Topic(text + "/x") == nil)
        #expect(Topic("/" + text) == nil)
        #expect(Topic(text + "\0") == nil)
        #expect(Topic(text.uppercased()) == nil)
        #expect(Topic(text.replacing("campus", with: "")) == nil)
        #expect(Topic(text.replacing("campus", with: "cam.pus")) == nil)
        #expect(Topic(text.replacing("v1", with: "v2")) == nil)
        let levels = text.split(separator: "/")
        #expect(Topic(levels.dropLast().joined(separator: "/")) == nil)
    }

    @Test(arguments: ["1-2", "1-2-3-4", "01-2-3", "-1-2-3", "1--3", "+1-2-3", "a-b-c", "1-2-", ""])
    func `a tile has one spelling`(tile: String) {
        #expect(Topic("spectrum/v1/out/campus/map/iss/b1/tile/" + tile) == nil)
    }

    @Test func `a tile's number that no grid has is not ours`() {
        let huge = "9223372036854775808"
        #expect(Topic("spectrum/v1/out/campus/map/iss/b1/tile/0-0-" + huge) == nil)
        #expect(Topic("spectrum/v1/out/campus/map/iss/b1/tile/0-0-4194305") == nil)
    }

    @Test func `an unknown product is not ours`() {
        #expect(Topic("spectrum/v1/out/campus/map/noise/b1/head") == nil)
    }

    @Test func `filters are plain and fit their topics`() {
        #expect(Topic.allInputs(of: "campus") == "spectrum/v1/in/campus/#")
        #expect(Topic.allOutputs(of: "campus") == "spectrum/v1/out/campus/#")
        #expect(Topic.allMaps(of: "campus") == "spectrum/v1/out/campus/map/#")
        #expect(Topic.allMapHeads(of: "campus") == "spectrum/v1/out/campus/map/+/+/head")
        #expect(Topic.map(Self.key, of: "campus") == "spectrum/v1/out/campus/map/iss/b2412/#")
        #expect(Topic.allInterferers(of: "campus") == "spectrum/v1/out/campus/interferer/+")
        #expect(Topic.allSpectra(of: "campus") == "spectrum/v1/out/campus/spectrum/+")
        #expect(Topic.allAcks(of: "campus") == "spectrum/v1/ctl/campus/ack/+")
    }
}
