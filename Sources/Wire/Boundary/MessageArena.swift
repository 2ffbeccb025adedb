import CProtocol

/// The memory that protobuf-c unpacks one message into: one block, handed out from its beginning and
/// taken back as a whole.
///
/// A budget bounds each message; nothing is zeroed and nothing freed between messages, so that a
/// frame costs no malloc.
final class MessageArena {
    /// What the C callbacks see; lives as long as the arena.
    private struct Block {
        var base: UnsafeMutableRawPointer
        var usedBytes: Int
        var budgetBytes: Int
        var isRefused: Bool
    }

    private let block: UnsafeMutablePointer<Block>
    private let capacityBytes: Int

    /// An arena for messages of at most so many bytes.
    init(capacityBytes: Int) {
        self.capacityBytes = capacityBytes
        block = .allocate(capacity: 1)
        block.initialize(
            to: Block(
                base: .allocate(byteCount: capacityBytes, alignment: 16), usedBytes: 0,
                budgetBytes: 0, isRefused: false))
    }

    deinit {
        block.pointee.base.deallocate()
        block.deallocate()
    }

    /// Whether the message in hand asked for more than its budget.
    var isRefused: Bool { block.pointee.isRefused }

    /// Bytes that the message in hand has taken.
    var usedBytes: Int { block.pointee.usedBytes }

    /// Takes everything back and returns an allocator for the next message.
    ///
    /// The allocator, and all that it hands out, is valid until the next reset.
    func reset(budgetBytes: Int) -> ProtobufCAllocator {
        block.pointee.usedBytes = 0
        block.pointee.budgetBytes = min(budgetBytes, capacityBytes)
        block.pointee.isRefused = false
        return ProtobufCAllocator(
            alloc: { state, size in
                guard let block = state?.assumingMemoryBound(to: Block.self) else { return nil }
                let (padded, overflow) = size.addingReportingOverflow(15)
                let rounded = padded & ~15
                guard !overflow, rounded <= block.pointee.budgetBytes - block.pointee.usedBytes
                else {
                    block.pointee.isRefused = true
                    return nil
                }
                defer { block.pointee.usedBytes += rounded }
                return block.pointee.base + block.pointee.usedBytes
            },
            free: { _, _ in },
            allocator_data: UnsafeMutableRawPointer(block)
        )
    }
}
