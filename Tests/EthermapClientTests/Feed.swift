import Model

@testable import EthermapClient

/// One message to an assembler.
enum Feed: Hashable {
    case head(MapHead)
    case tile(MapTile)
}

extension MapAssembler {
    /// Takes one message on its own topic.
    mutating func receive(_ feed: Feed) -> [MapEvent] {
        switch feed {
        case .head(let head): receive(head, on: head.key)
        case .tile(let tile): receive(tile, on: MapFixture.key, at: tile.address)
        }
    }
}

/// Calls with every order of some elements (Heap's algorithm).
func forEveryOrder<Element>(of elements: [Element], _ body: ([Element]) -> Void) {
    var elements = elements
    func permute(_ count: Int) {
        guard count > 1 else { return body(elements) }
        for index in 0..<count {
            permute(count - 1)
            elements.swapAt(count.isMultiple(of: 2) ? index : 0, count - 1)
        }
    }
    permute(elements.count)
}
