import EthermapClient
import Model
import Wire

/// Turns what a watcher learns into lines, for people or as JSON.
struct WatchLines {
    /// Bands of a spectrum that people are shown, the strongest first.
    private static let bandCountShown = 4

    private let region: RegionID
    private let isJSON: Bool
    private var epoch: UInt64 = 0
    private var status: EngineHealth.Status?

    init(region: RegionID, isJSON: Bool) {
        self.region = region
        self.isJSON = isJSON
    }

    /// The line for an event; `nil` where it is not worth one.
    mutating func line(for event: RegionEvent) throws -> String? {
        switch event {
        case .alert(let alert):
            return isJSON
                ? object("alert", JSONMirror.bytes(of: alert, epoch: epoch)) : text(of: alert)
        case .interferer(let state):
            // People have the alerts; programs follow every state.
            return isJSON ? object("interferer", JSONMirror.bytes(of: state, epoch: epoch)) : nil
        case .interfererGone(let id):
            return isJSON
                ? #"{"event":"interferer_gone","interferer_id":"\#(id)"}"# : nil
        case .map(let event): return try line(for: event)
        case .health(let health):
            guard health.status != status else { return nil }
            status = health.status
            return isJSON
                ? #"{"engine_id":\#(try JSONText.text(of: health.engine)),"epoch":\#(health.epoch),"#
                    + #""event":"engine","status":"\#(health.status)"}"#
                : "\(TimeText.text(of: health.time))  ENGINE  \(health.status), epoch \(health.epoch)"
        case .epochRaised(let epoch):
            self.epoch = epoch
            return nil
        case .connected:
            return isJSON ? #"{"event":"connection","status":"connected"}"# : nil
        case .disconnected:
            // The session has said it on standard error.
            return isJSON ? #"{"event":"connection","status":"disconnected"}"# : nil
        case .spectrum(let estimate):
            return isJSON
                ? object("spectrum", JSONMirror.bytes(of: estimate)) : text(of: estimate)
        case .refused(let topic, let error):
            Terminal.complain("ethermap: a message on \(topic) was refused: \(error)")
            return nil
        }
    }

    private struct MapLine: Encodable {
        let event: String
        let product: String
        let band: String
        var revision: UInt64?
        var epoch: UInt64?
        var validTime: String?
        var changedTiles: Int?
        var method: String?
        var unit: String?

        private enum CodingKeys: String, CodingKey {
            case event
            case product
            case band
            case revision
            case epoch
            case validTime = "valid_time"
            case changedTiles = "changed_tiles"
            case method
            case unit
        }

        init(_ event: String, _ key: MapKey) {
            self.event = event
            product = key.product.rawValue
            band = key.band.rawValue
        }
    }

    private func line(for event: MapEvent) throws -> String? {
        switch event {
        case .mapChanged(let map, let tiles):
            guard isJSON else {
                return "\(TimeText.text(of: map.validTime))  MAP  \(map.key.product.rawValue) "
                    + "\(map.key.band)  revision \(map.revision), "
                    + "\(tiles.count) \(tiles.count == 1 ? "tile" : "tiles") changed"
            }
            var line = MapLine("map", map.key)
            line.revision = map.revision
            line.epoch = map.epoch
            line.validTime = TimeText.json(of: map.validTime)
            line.changedTiles = tiles.count
            line.method = map.head.method
            line.unit = map.key.product.unit.rawValue
            return try JSONText.text(of: line)
        case .tilesAwaited: return nil
        case .mapRemoved(let key):
            guard isJSON else { return "MAP  \(key.product.rawValue) \(key.band)  removed" }
            return try JSONText.text(of: MapLine("map_removed", key))
        }
    }

    private func text(of estimate: SpectrumEstimate) -> String {
        let shown = estimate.bands.sorted {
            ($1.powerDbm, $0.centerFrequencyHz) < ($0.powerDbm, $1.centerFrequencyHz)
        }
        .prefix(Self.bandCountShown).map { band in
            "\(NumberText.fixed(band.centerFrequencyHz / 1e6, 3)) MHz ± "
                + "\(NumberText.fixed(band.widthHz / 2e6, 3)) at "
                + "\(NumberText.fixed(Double(band.powerDbm), 1)) dBm"
        }
        let more = estimate.bands.count - shown.count
        let reasons = estimate.degradations.map { $0.rawValue.replacing("_", with: " ") }
        return "\(TimeText.text(of: estimate.time))  SPECTRUM  \(estimate.sensor)  "
            + (shown.isEmpty ? Self.nothing(in: estimate) : shown.joined(separator: ", "))
            + (more > 0 ? " and \(more) more" : "")
            + (reasons.isEmpty ? "" : "  (degraded: \(reasons.joined(separator: ", ")))")
    }

    /// A receiver that scans has several spans: this one is empty.
    static func nothing(in estimate: SpectrumEstimate) -> String {
        let low = estimate.firstFrequencyHz - estimate.binWidthHz / 2
        let high = low + estimate.binWidthHz * Double(estimate.psdDbmPerHz.count)
        return "nothing occupied from \(NumberText.fixed(low / 1e6, 3)) to "
            + "\(NumberText.fixed(high / 1e6, 3)) MHz"
    }

    private func text(of alert: Alert) -> String {
        let place =
            alert.interferer.map { state in
                " at \(NumberText.fixed(state.position.latitudeDegrees, 5)), "
                    + NumberText.fixed(state.position.longitudeDegrees, 5)
                    + ", EIRP \(NumberText.fixed(state.eirpDbm, 1)) dBm"
            } ?? ""
        return "\(TimeText.text(of: alert.time))  "
            + Terminal.bold("ALERT  \(alert.kind.name)") + "  \(alert.message)\(place)"
    }

    /// An object that holds another under its event's name.
    private func object(_ event: String, _ bytes: [UInt8]) -> String {
        #"{"\#(event)":\#(String(decoding: bytes, as: UTF8.self)),"event":"\#(event)"}"#
    }
}
