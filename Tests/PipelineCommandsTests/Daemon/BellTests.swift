import Testing

@testable import PipelineCommands

struct BellTests {
    @Test func aRingThatNobodyWaitedForIsNotLost() async {
        let bell = Bell()
        await bell.ring()
        await bell.wait(atMost: .seconds(3600))
    }

    @Test func allWhoWaitAreWoken() async {
        let bell = Bell()
        await withTaskGroup { group in
            for _ in 0..<10 { group.addTask { await bell.wait(atMost: .seconds(3600)) } }
            group.addTask {
                for _ in 0..<1000 {
                    await bell.ring()
                    await Task.yield()
                }
            }
            // One that began to wait after the last ring is woken like this.
            for _ in 0..<5 { _ = await group.next() }
            group.cancelAll()
        }
    }

    @Test func whoIsCancelledDoesNotWait() async {
        let bell = Bell()
        let task = Task { await bell.wait(atMost: .seconds(3600)) }
        task.cancel()
        await task.value
    }
}
