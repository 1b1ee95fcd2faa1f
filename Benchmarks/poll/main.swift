import FoundationEssentials
import GitWatcher

// Lists the branches of every repository whose URL stands in the file named by the first argument, one after the other, as
// often as the second says, and prints the microseconds that one listing took.

let arguments = CommandLine.arguments
guard arguments.count == 3, let rounds = Int(arguments[2]) else {
    print("usage: bench-poll URLS-FILE ROUNDS")
    throw UsageFailure()
}
let urls = try readLines(arguments[1])
let clock = ContinuousClock()
let start = clock.now
for _ in 0..<rounds {
    for url in urls { _ = try await GitRemote(url: url).heads() }
}
print(Int((clock.now - start) / .microseconds(1)) / (rounds * urls.count))

struct UsageFailure: Error {}

func readLines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
}
