import COneDNN

/// The one block of memory in which everything of a network lies.
final class Arena {
    /// Its size, bytes.
    let byteCount: Int
    private let memory: UnsafeMutableRawPointer

    /// Arranges stretches, the largest first, each at the lowest place that is free in its lifetime.
    init(_ storages: [Storage]) throws(NeuralNetError) {
        let used = storages.filter { $0.lifetime != nil }
        let order = used.indices.sorted {
            (used[$1].count, $0) < (used[$0].count, $1)
        }
        var placed: [(storage: Storage, offset: Int)] = []
        var end = 0
        for index in order {
            let storage = used[index]
            let offset = Self.lowestFreePlace(for: storage, among: placed)
            let next = (placed.firstIndex { $0.offset > offset }) ?? placed.endIndex
            placed.insert((storage, offset), at: next)
            end = max(end, offset + Self.rounded(storage.count))
        }
        byteCount = end * MemoryLayout<Float>.stride
        guard let memory = ethermap_dnn_allocate(byteCount) else {
            throw NeuralNetError("a network needs \(byteCount >> 20) MiB, which there are not")
        }
        memory.initializeMemory(as: Float.self, repeating: 0, count: end)
        self.memory = memory
        let base = memory.assumingMemoryBound(to: Float.self)
        for (storage, offset) in placed { storage.lie(at: base + offset) }
    }

    deinit { ethermap_dnn_free(memory) }

    private static func lowestFreePlace(
        for storage: Storage, among placed: [(storage: Storage, offset: Int)]
    ) -> Int {
        guard let lifetime = storage.lifetime else { return 0 }
        var offset = 0
        for other in placed {
            guard let theirs = other.storage.lifetime, theirs.overlaps(lifetime) else { continue }
            if other.offset >= offset + rounded(storage.count) { break }
            offset = max(offset, other.offset + rounded(other.storage.count))
        }
        return offset
    }

    /// Whole cache lines, and one more between neighbours, so that threads do not share one.
    private static func rounded(_ count: Int) -> Int { (count + 31) / 16 * 16 }
}
