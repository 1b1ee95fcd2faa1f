internal import PipelineCore

extension UTCTime {
    /// Whether `text`, of RFC 3339 in UTC with any fraction of a second, is not before this moment.
    func isNotAfter(_ text: String?) -> Bool {
        guard let text, text.hasSuffix("Z") else { return false }
        return text.prefix(19) >= rfc3339.prefix(19)
    }
}
