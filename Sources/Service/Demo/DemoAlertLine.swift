import Foundation
import Model

/// An alert as the demo prints it: what the engine says, and then the truth.
enum DemoAlertLine {
    static func text(
        _ alert: Alert, _ interferer: InterfererState, errorMetres: Double, delaySeconds: Double
    ) -> String {
        let place = String(
            format: "%.5f,%.5f", interferer.position.latitudeDegrees,
            interferer.position.longitudeDegrees)
        let verb =
            switch alert.kind {
            case .interfererMoved: "moved"
            case .interfererCleared: "cleared"
            default: "detected"
            }
        let when =
            delaySeconds >= 0
            ? String(format: "%.1f s after switch-on", delaySeconds)
            : String(format: "%.1f s BEFORE switch-on", -delaySeconds)
        return "ALERT \(interferer.id) \(verb) in \(interferer.band) at \(place) "
            + "±\(Int(interferer.ce90Metres.rounded())) m "
            + "(true position \(Int(errorMetres.rounded())) m away), \(when)"
    }
}
