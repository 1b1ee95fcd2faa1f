extension String {
    /// The text with a space for each line end and control character: what a stage was given by another one shall not look
    /// like a line of this program.
    var onOneLine: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    let isLine = scalar.properties.generalCategory != .control && !Self.lineEnds.contains(scalar)
                    return isLine ? scalar : " "
                }))
    }

    private static let lineEnds: Set<Unicode.Scalar> = ["\u{2028}", "\u{2029}"]
}
