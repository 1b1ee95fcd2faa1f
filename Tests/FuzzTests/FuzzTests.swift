import Foundation
import FuzzTarget
import Testing

/// Hostile and random files: no crash, no hang. `make fuzz` does the same for longer, led by coverage.
@Suite struct FuzzTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The files of the repository that random changes begin with.
    private static var texts: [[UInt8]] {
        ["Tests/BlubberConfigTests/Golden", "pipelines", "Tests/FuzzTests/Corpus"].flatMap { folder in
            let folder = root.appending(path: folder)
            let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
            return paths.filter { $0.hasSuffix(".yaml") }.sorted().compactMap {
                (try? Data(contentsOf: folder.appending(path: $0))).map { [UInt8]($0) }
            }
        }
    }

    /// `FUZZ_SEED` and `FUZZ_COUNT` give other inputs and more of them; the seed is printed.
    @Test func changedFiles() {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0...UInt64(UInt32.max))
        let count = environment["FUZZ_COUNT"].flatMap(Int.init) ?? 2000
        print("FuzzTests: \(count) inputs from FUZZ_SEED=\(seed)")
        var mutator = ByteMutator(seed: seed, texts: Self.texts)
        for _ in 0..<count { Exercise.run(mutator.next()) }
    }

    /// What was made to take long. Times are not asserted here: an unoptimized build on a busy machine has others.
    @Test(arguments: Bombs.all) func bombs(_ bomb: Bomb) { Exercise.run(bomb.bytes) }
}
