import BlubberConfig
import Diagnostics
import Foundation

// Compiles every variant of the Blubber files of the given folders again and again in one thread, and prints how many
// that were a second: reading each file once for all of its variants, from the text on each time as `dockerfile` does it,
// and without reading.
// Usage: bench-compile SECONDS FOLDER…

struct Work {
    let file: String
    let bytes: [UInt8]
    let configuration: BlubberConfiguration
    let variant: String
}

func files(in folder: String) -> [String] {
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".yaml") && !$0.hasSuffix("config.yaml") }.sorted().map { "\(folder)/\($0)" }
}

func work(in folders: [String]) -> [Work] {
    folders.flatMap(files).flatMap { file -> [Work] in
        guard let data = FileManager.default.contents(atPath: file),
            let configuration = try? BlubberConfiguration.parse(data, file: file)
        else { return [] }
        // Some variants of the golden files are there to be refused.
        return configuration.variantNames.compactMap { variant in
            let item = Work(file: file, bytes: [UInt8](data), configuration: configuration, variant: variant)
            return (try? compile(configuration, variant)) == nil ? nil : item
        }
    }
}

func compile(_ configuration: BlubberConfiguration, _ variant: String) throws -> Int {
    try configuration.plan(for: variant).dockerfile(DockerfileOptions(dialect: .buildkit)).utf8.count
}

/// Times `body` over all of the work until the seconds are over; compiles per second of processor time.
func rate(of work: [Work], seconds: Double, _ body: (Work) throws -> Int) throws -> Double {
    var count = 0
    var bytes = 0
    let start = clock()
    while Double(clock() - start) / Double(CLOCKS_PER_SEC) < seconds {
        for item in work { bytes += try body(item) }
        count += work.count
    }
    precondition(bytes > 0)
    return Double(count) / (Double(clock() - start) / Double(CLOCKS_PER_SEC))
}

let arguments = CommandLine.arguments.dropFirst()
guard let first = arguments.first, let seconds = Double(first), arguments.count > 1 else {
    print("usage: bench-compile SECONDS FOLDER…")
    exit(2)
}
let all = work(in: Array(arguments.dropFirst()))
guard !all.isEmpty else {
    print("bench-compile: there are no Blubber files")
    exit(2)
}
let fromText = try rate(of: all, seconds: seconds) { item in
    try compile(BlubberConfiguration.parse(item.bytes, file: "blubber.yaml"), item.variant)
}
let fromFile = try rate(of: all, seconds: seconds) { try compile($0.configuration, $0.variant) }
var last: (file: String, configuration: BlubberConfiguration)?
let perFile = try rate(of: all, seconds: seconds) { item in
    if last?.file != item.file {
        last = (item.file, try BlubberConfiguration.parse(item.bytes, file: "blubber.yaml"))
    }
    return try last.map { try compile($0.configuration, item.variant) } ?? 0
}
print("variants: \(all.count)")
print("compiles per second, each file read once for its variants: \(Int(perFile))")
print("compiles per second, each from its text: \(Int(fromText))")
print("compiles per second without reading: \(Int(fromFile))")
