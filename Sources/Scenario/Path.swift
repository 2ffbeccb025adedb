import Model

/// A way along straight legs: round and round where it is closed, once and then resting where not.
public struct Path: Hashable, Sendable {
    /// Corners in order; a closed path returns from the last to the first.
    public let corners: [LocalPosition]
    /// Whether the path returns to its first corner.
    public let isClosed: Bool
    /// Distance from the first corner to each, and, for a closed path, back to the first, metres.
    private let distances: [Double]

    /// A path along some corners, at least one.
    public init(corners: [LocalPosition], isClosed: Bool) {
        precondition(!corners.isEmpty, "a path has a corner")
        self.corners = corners
        self.isClosed = isClosed
        var distances = [0.0]
        for index in 1..<(isClosed ? corners.count + 1 : max(corners.count, 1)) {
            let leg = corners[index - 1].distanceMetres(to: corners[index % corners.count])
            distances.append(distances[index - 1] + leg)
        }
        self.distances = distances
    }

    /// The whole way's length, metres.
    public var lengthMetres: Double { distances.last ?? 0 }

    /// The place after some distance; before the beginning of an open path it is its first corner.
    public func position(atMetres distance: Double) -> LocalPosition {
        let length = lengthMetres
        guard length > 0, distance.isFinite else { return corners[0] }
        var along = distance
        if isClosed {
            along = distance.truncatingRemainder(dividingBy: length)
            if along < 0 { along += length }
        }
        guard along > 0 else { return corners[0] }
        guard let leg = distances.firstIndex(where: { $0 > along }) else {
            return corners[(distances.count - 1) % corners.count]
        }
        let start = corners[leg - 1]
        let end = corners[leg % corners.count]
        let share = (along - distances[leg - 1]) / (distances[leg] - distances[leg - 1])
        return LocalPosition(
            eastMetres: start.eastMetres + (end.eastMetres - start.eastMetres) * share,
            northMetres: start.northMetres + (end.northMetres - start.northMetres) * share,
            upMetres: start.upMetres + (end.upMetres - start.upMetres) * share)
    }
}
