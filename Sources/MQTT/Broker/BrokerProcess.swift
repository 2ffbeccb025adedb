import CMosquitto
import Foundation

/// One run of mosquitto, under a shell that ends it when our end of a pipe is closed.
///
/// The kernel closes the pipe when this process ends, even by SIGKILL. `PR_SET_PDEATHSIG` would
/// not do: it watches the thread that started the child, and such threads come and go here.
/// The shell asks more than once, because mosquitto forgets a SIGTERM that arrives while it starts.
final class BrokerProcess: Sendable {
    private static let startSecondsMax = 10.0

    /// Waits for the pipe: a line means "stop", its end means that our process is gone.
    private static let script = """
        exec 3<&0
        "$1" -c "$2/mosquitto.conf" </dev/null 3<&- &
        broker=$!
        echo $broker >"$2/pid"
        {
            read -r word <&3
            test -n "$word" || rm -rf "$2"
            for try in 1 2 3 4 5 6 7 8 9 10; do kill "$broker" && sleep 0.5; done
            kill -KILL "$broker"
        } 2>/dev/null &
        watcher=$!
        exec 3<&-
        wait "$broker"
        kill "$watcher"
        """

    private let shell: pid_t
    private let pipeEnd: Int32
    private let pidFile: String
    private let hasEnded = Guarded(false)

    init(executable: String, directory: String, port: Int) throws(MQTTError) {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else {
            throw MQTTError(
                kind: .broker, operation: "open a pipe", code: errno,
                reason: String(cString: strerror(errno)))
        }
        defer { close(ends[0]) }
        let log = directory + "/broker.log"
        pidFile = directory + "/pid"
        // An earlier run's last word must not be taken for this one's.
        unlink(log)
        let words = ["/bin/sh", "-c", Self.script, "sh", executable, directory]
        let (code, child) = Self.spawn(words, standardInput: ends[0], output: log)
        guard code == 0 else {
            close(ends[1])
            throw MQTTError(
                kind: .broker, operation: "start \(executable)", code: code,
                reason: String(cString: strerror(code)))
        }
        shell = child
        pipeEnd = ends[1]
        let deadline = Monotonic.seconds() + Self.startSecondsMax
        repeat {
            // The log tells that it is this broker that answers on the port, and no other.
            let text = PlainFile.text(at: log)
            if text.contains(" running"), LoopbackPort.accepts(port) { return }
            if waitpid(shell, nil, WNOHANG) == shell {
                hasEnded.withLock { $0 = true }
                close(pipeEnd)
                throw MQTTError(
                    kind: .broker, operation: "start \(executable)",
                    reason: Self.errors(in: PlainFile.text(at: log)))
            }
            usleep(5_000)
        } while Monotonic.seconds() < deadline
        end(isAbrupt: true)
        throw MQTTError(
            kind: .broker, operation: "start \(executable)",
            reason: "it accepts no connection after \(Self.startSecondsMax) s")
    }

    deinit { end(isAbrupt: true) }

    /// Whether the broker runs.
    var isRunning: Bool {
        hasEnded.withLock { ended in
            if !ended, waitpid(shell, nil, WNOHANG) == shell {
                ended = true
                close(pipeEnd)
            }
            return !ended
        }
    }

    /// Ends the broker and waits for it.
    func end(isAbrupt: Bool) {
        hasEnded.withLock { ended in
            guard !ended else { return }
            ended = true
            if isAbrupt, let broker = brokerProcessID { kill(broker, SIGKILL) }
            var word = Array("stop\n".utf8)
            _ = write(pipeEnd, &word, word.count)
            close(pipeEnd)
            while waitpid(shell, nil, 0) == -1 && errno == EINTR {}
        }
    }

    /// The lines of a log that tell of errors; its last line where none does.
    private static func errors(in log: String) -> String {
        let lines = log.split(separator: "\n")
        let errors = lines.filter { $0.contains("Error") }
        return (errors.isEmpty ? lines.suffix(1) : errors[...]).joined(separator: " ")
    }

    private var brokerProcessID: pid_t? {
        pid_t(PlainFile.text(at: pidFile).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Starts a program in a process group of its own, so that Ctrl-C reaches us before the broker.
    private static func spawn(
        _ words: [String], standardInput: Int32, output: String
    ) -> (code: Int32, child: pid_t) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, standardInput, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Otherwise one broker would hold another's pipe open, and our sockets.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigfillset(&defaults)
        var blocked = sigset_t()
        sigemptyset(&blocked)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, words[0], &actions, &attributes, &arguments, environ)
        return (code, child)
    }
}
