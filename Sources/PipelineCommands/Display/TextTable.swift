/// Rows of cells as lines of text.
enum TextTable {
    /// Columns are as wide as their widest cell; the last one is not padded. All rows have as many cells as the first.
    static func text(_ rows: [[String]]) -> String {
        guard let count = rows.first?.count, count > 0 else { return "" }
        let widths = (0..<(count - 1)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let padded = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return (padded + [row[count - 1]]).joined(separator: "  ") + "\n"
        }.joined()
    }
}
