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
                self?.redraw()
            }
        }
        ticker.withLock { $0 = task }
    }

    func show(_ event: RunEvent) {
        let text = tree.withLock { tree -> String? in
            guard let permanent = tree.apply(event) else { return nil }
            return tree.erasing() + permanent + tree.drawing(width: channel.width, height: channel.height)
        }
        if let text { channel.write(text) }
    }

    func close() {
        ticker.withLock { $0?.cancel() }
        let text = tree.withLock { $0.erasing() + "\u{1B}[?25h" }
        channel.write(text)
    }

    private func redraw() {
        let text = tree.withLock { tree in
            tree.isLive ? tree.erasing() + tree.drawing(width: channel.width, height: channel.height) : nil
        }
        if let text { channel.write(text) }
    }
}
