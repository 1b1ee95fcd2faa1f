internal import PipelineCore

/// The builder that docker had before BuildKit, and still has: it alone can limit what the steps of a build use.
enum LegacyBuilder {
    /// The first thing in a Dockerfile that only BuildKit knows; `nil` if there is none.
    static func lack(in dockerfile: String) -> String? {
        let joined = dockerfile.replacing(/\\[ \t]*\r?\n/, with: " ")
        for line in joined.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let instruction = words.first?.uppercased() else { continue }
            guard ["RUN", "COPY", "ADD"].contains(instruction) else {
                if line.hasPrefix("# syntax=") { return "`# syntax=`" }
                continue
            }
            let flags = words.dropFirst().prefix { $0.hasPrefix("--") }
            if let flag = flags.first(where: { !$0.hasPrefix("--from=") && !$0.hasPrefix("--chown=") }) {
                return "`\(instruction) \(flag.prefix { $0 != "=" })`"
            }
            if words.contains(where: { $0.wholeMatch(of: /\d*<<-?["']?[A-Za-z_].*/) != nil }) {
                return "here-documents"
            }
        }
        return nil
    }

    /// Whether it is the one to build `request`.
    static func isNeeded(for request: BuildRequest, dockerfile: String) -> Bool {
        request.limits != BuildLimits() && request.settings.caBundle == nil && lack(in: dockerfile) == nil
            && request.honorsIgnoreFile && !request.isRemote
    }
}
