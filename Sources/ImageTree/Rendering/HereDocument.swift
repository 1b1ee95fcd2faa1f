/// Texts within a Dockerfile that are no instructions.
enum HereDocument {
    /// The words that end the here-documents which an instruction begins: those behind `<<` and `<<-`, where such a word stands
    /// by itself. `$((1<<n))` and `<<<word` begin none.
    static func ends(in instruction: Substring) -> [String] {
        instruction.split(whereSeparator: \.isWhitespace).compactMap { word in
            word.wholeMatch(of: /\d*<<-?(["']?)([A-Za-z_][A-Za-z0-9_]*)\1/).map { String($0.output.2) }
        }
    }
}
