import CProtocol

/// The memory that protobuf-c unpacks one message into: one block, handed out from its beginning and
/// taken back as a whole.
///
/// A budget bounds each message; nothing is zeroed and nothing freed between messages, so that a
/// frame costs no malloc. The block is as large as the greatest budget so far.
final class MessageArena {
    /// What the C callbacks see; lives as long as the arena.
    private struct Block {
        var base: UnsafeMutableRawPointer?
        var capacityBytes: Int
        var usedBytes: Int
        var budgetBytes: Int
        var isRefused: Bool
    }

    private let block: UnsafeMutablePointer<Block>

    /// An arena without memory yet.
    init() {
        block = .allocate(capacity: 1)
        block.initialize(
            to: Block(
                base: nil, capacityBytes: 0, usedBytes: 0, budgetBytes: 0, isRefused: false))
    }

    deinit {
        block.pointee.base?.deallocate()
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
        block.pointee.budgetBytes = budgetBytes
        if block.pointee.capacityBytes < budgetBytes {
            block.pointee.base?.deallocate()
            block.pointee.base = .allocate(byteCount: budgetBytes, alignment: 16)
            block.pointee.capacityBytes = budgetBytes
        }
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
                return block.pointee.base.map { $0 + block.pointee.usedBytes }
            },
            free: { _, _ in },
            allocator_data: UnsafeMutableRawPointer(block)
        )
    }
}
