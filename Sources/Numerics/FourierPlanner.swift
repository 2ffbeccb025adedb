import Synchronization

/// FFTW's planner is not thread-safe: all plans are made and destroyed under one lock.
enum FourierPlanner {
    static let lock = Mutex(())
}
