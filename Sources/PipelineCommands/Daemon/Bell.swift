/// Wakes whoever waits for something to do. A ring that nobody waits for is kept for the next one who does.
actor Bell {
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    private var nextNumber = 0
    private var isRinging = false

    /// Wakes all who wait.
    func ring() {
        guard !waiting.isEmpty else {
            isRinging = true
            return
        }
        let woken = waiting.values
        waiting = [:]
        for continuation in woken { continuation.resume() }
    }

    /// Waits for the next ring, at most for `limit`; returns at once if the task is cancelled.
    func wait(atMost limit: Duration) async {
        if isRinging {
            isRinging = false
            return
        }
        nextNumber += 1
        let number = nextNumber
        let alarm = Task {
            try? await Task.sleep(for: limit)
            self.wake(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume() } else { waiting[number] = continuation }
            }
        } onCancel: {
            Task { await self.wake(number) }
        }
        alarm.cancel()
    }

    private func wake(_ number: Int) { waiting.removeValue(forKey: number)?.resume() }
}
