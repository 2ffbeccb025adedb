import CKernels

/// Sides of a tensor; the depth of a plane is 1.
struct TensorShape: Hashable {
    var batch: Int
    var extent: [Int]
    var channels: Int

    /// Depth, height and width.
    var sides: [Int] { Array(repeating: 1, count: 3 - extent.count) + extent }
    /// How many places one channel of one batch entry has.
    var places: Int { extent.reduce(1, *) }
    /// How many numbers there are.
    var count: Int { batch * channels * places }

    var counts: ethermap_tensor_counts {
        let sides = sides
        return ethermap_tensor_counts(
            batch: Int64(batch), depth: Int64(sides[0]), height: Int64(sides[1]),
            width: Int64(sides[2]), channels: Int64(channels))
    }
}

/// A tensor in memory, channels side by side: all of a storage, or a slice of its channels.
struct TensorView {
    let storage: Storage
    let shape: TensorShape
    /// The first channel, and how many channels the storage has.
    var firstChannel = 0
    let pixelStride: Int

    /// A tensor that has a storage of its own.
    init(storage: Storage, shape: TensorShape) {
        self.storage = storage
        self.shape = shape
        pixelStride = shape.channels
    }

    /// Some of a tensor's channels.
    init(slice channels: Int, at first: Int, of whole: TensorView) {
        storage = whole.storage
        shape = TensorShape(
            batch: whole.shape.batch, extent: whole.shape.extent, channels: channels)
        firstChannel = whole.firstChannel + first
        pixelStride = whole.pixelStride
    }

    var address: UnsafeMutablePointer<Float> { storage.address + firstChannel }
    var counts: ethermap_tensor_counts { shape.counts }
    var strides: ethermap_tensor_strides { strides(every: 1, deep: 1) }

    /// The strides of every so many places: `deep` along the depth, `every` along the other sides.
    func strides(every: Int, deep: Int) -> ethermap_tensor_strides {
        let sides = shape.sides
        let row = sides[2] * pixelStride
        return ethermap_tensor_strides(
            batch: Int64(sides[0] * sides[1] * row), depth: Int64(deep * sides[1] * row),
            height: Int64(every * row), width: Int64(every * pixelStride))
    }
}

extension ethermap_tensor_strides {
    /// Where nothing is.
    static var none: ethermap_tensor_strides {
        ethermap_tensor_strides(batch: 0, depth: 0, height: 0, width: 0)
    }
}
