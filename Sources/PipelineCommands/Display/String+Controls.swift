extension String {
    /// The text with nothing in it that moves a terminal's cursor or changes its settings.
    ///
    /// Programs that run in images write what they like; what they say shall not overwrite what the runner says. Line ends
    /// and tabs stay.
    var withoutControls: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.filter { scalar in
                    scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control
                }))
    }
}
