internal import ArgumentParser

/// Which part of a ledger's history is meant.
struct HistoryOptions: ParsableArguments {
    @Option(help: "Only of this repository.")
    var repository: String?

    @Option(help: "Only of this branch or tag.")
    var ref: String?

    @Option(help: "Only of commits that begin like this.")
    var commit: String?
}
