import Foundation
import Testing

@testable import Store

struct StateDirectoryLockTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test func `a second holder is refused and told who holds it`() throws {
        let folder = fixture.folder + "/state"
        let lock = try StateDirectoryLock(folder)
        #expect { try StateDirectoryLock(folder) } throws: { error in
            guard let error = error as? StoreError else { return false }
            return error.code == .held && error.hint != nil
                && error.message.contains("\(ProcessInfo.processInfo.processIdentifier)")
        }
        withExtendedLifetime(lock) {}
    }

    @Test func `a lock that was let go can be taken again`() throws {
        do { _ = try StateDirectoryLock(fixture.folder) }
        let again = try StateDirectoryLock(fixture.folder)
        #expect(FileManager.default.fileExists(atPath: fixture.folder + "/engine.pid"))
        withExtendedLifetime(again) {}
    }

    @Test func `a holder is known as long as it holds, whatever its note says`() throws {
        let folder = fixture.folder + "/state"
        let process = ProcessInfo.processInfo.processIdentifier
        #expect(StateDirectoryLock.holder(of: folder) == nil)
        let lock = try StateDirectoryLock(folder)
        #expect(StateDirectoryLock.holder(of: folder) == process)
        lock.release()
        #expect(StateDirectoryLock.holder(of: folder) == nil)
        // A note that a kill has left, with the number of a process that lives.
        try "\(process)\n".write(
            toFile: folder + "/engine.pid", atomically: true, encoding: .utf8)
        #expect(StateDirectoryLock.holder(of: folder) == nil)
        try "2147483000\n".write(
            toFile: folder + "/engine.pid", atomically: true, encoding: .utf8)
        #expect(StateDirectoryLock.holder(of: folder) == nil)
    }

    @Test func `a killed holder leaves no lock`() throws {
        let lock = try StateDirectoryLock(fixture.folder)
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        child.arguments = ["-n", fixture.folder, "true"]
        try child.run()
        child.waitUntilExit()
        #expect(child.terminationStatus == 1, "another process sees our lock")
        withExtendedLifetime(lock) {}

        let other = try Fixture()
        let holder = Process()
        let started = Pipe()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        holder.arguments = ["-n", "--no-fork", other.folder, "sh", "-c", "echo up; exec sleep 60"]
        holder.standardOutput = started
        try holder.run()
        _ = started.fileHandleForReading.availableData
        #expect { try StateDirectoryLock(other.folder) } throws: {
            ($0 as? StoreError)?.code == .held
        }
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        withExtendedLifetime(try StateDirectoryLock(other.folder)) {}
    }

    @Test func `a child process does not inherit the lock`() throws {
        let child = Process()
        do {
            let lock = try StateDirectoryLock(fixture.folder)
            child.executableURL = URL(fileURLWithPath: "/bin/sleep")
            child.arguments = ["60"]
            try child.run()
            withExtendedLifetime(lock) {}
        }
        defer {
            // A signal mask may be inherited that blocks anything milder.
            kill(child.processIdentifier, SIGKILL)
            child.waitUntilExit()
        }
        withExtendedLifetime(try StateDirectoryLock(fixture.folder)) {}
    }
}
