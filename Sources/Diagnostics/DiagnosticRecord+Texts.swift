extension DiagnosticRecord {
    /// The same record with all that is said in words changed by `change`.
    public func mappingTexts(_ change: (String) -> String) -> DiagnosticRecord {
        var copy = self
        copy.message = change(message)
        copy.notes = notes.map(change)
        copy.help = help.map(change)
        return copy
    }
}
