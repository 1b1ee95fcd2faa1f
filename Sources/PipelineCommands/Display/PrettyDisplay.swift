internal import PipelineCore
internal import Synchronization

/// A live tree of stages with state and time, redrawn in place at the bottom of the terminal.
final class PrettyDisplay: RunDisplay {
    private let channel: OutputChannel
    private let tree: Mutex<StageTree>
    private let ticker = Mutex<Task<Void, Never>?>(nil)

    init(channel: OutputChannel) {
        self.channel = channel
        tree = Mutex(StageTree(usesColor: channel.usesColor))
        // The times of running stages move even if nothing else happens.
        let task = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(100))
                guard !Task.isCancelled else { return }
                self?.redraw()
            }
        }
        ticker.withLock { $0 = task }
    }

    func show(_ event: RunEvent) {
        // Written under the lock: two drawings in the wrong order would leave the cursor where neither expects it.
        tree.withLock { tree in
            guard let permanent = tree.apply(event) else { return }
            channel.write(tree.erasing() + permanent + tree.drawing(width: channel.width, height: channel.height))
        }
    }

    func close() {
        ticker.withLock { $0?.cancel() }
        tree.withLock { channel.write($0.erasing()) }
    }

    private func redraw() {
        tree.withLock { tree in
            guard tree.isLive else { return }
            channel.write(tree.erasing() + tree.drawing(width: channel.width, height: channel.height))
        }
    }
}
