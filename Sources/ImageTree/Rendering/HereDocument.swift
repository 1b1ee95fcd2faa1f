/// Texts within a Dockerfile that are no instructions.
enum HereDocument {
    /// The words that end the here-documents which an instruction begins: those behind `<<` and `<<-`.
    static func ends(in instruction: Substring) -> [String] {
        instruction.matches(of: /<<-?(["']?)([A-Za-z_][A-Za-z0-9_]*)\1/).map { String($0.output.2) }
    }
}
