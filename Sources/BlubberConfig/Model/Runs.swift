/// `runs`: the runtime.
struct Runs: Sendable {
    var account = Account()
    var environment: [String: Located<String>] = [:]
    var insecurely: Bool?

    mutating func merge(_ newer: Runs) {
        account.merge(newer.account)
        environment.merge(newer.environment) { $1 }
        insecurely.override(with: newer.insecurely)
    }
}
