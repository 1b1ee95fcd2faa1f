/// Upper and lower case as Python's methods of texts have them.
enum PythonCase {
    static func upper(_ text: String) -> String { text.unicodeScalars.map(\.properties.uppercaseMapping).joined() }

    static func lower(_ text: String) -> String { lower(Array(text.unicodeScalars), from: 0) }

    /// The first scalar in title case, all others in lower case.
    static func capitalized(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first else { return "" }
        return first.properties.titlecaseMapping + lower(scalars, from: 1)
    }

    /// Python's `title()`: words begin behind everything that has no case.
    static func titled(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = ""
        var isInWord = false
        for (index, scalar) in scalars.enumerated() {
            result += isInWord ? lower(scalars, at: index) : scalar.properties.titlecaseMapping
            isInWord = scalar.properties.isCased
        }
        return result
    }

    /// Whether there are lower case letters and none of another case.
    static func isLower(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return scalars.contains { $0.properties.isLowercase }
            && !scalars.contains { $0.properties.isUppercase || $0.properties.generalCategory == .titlecaseLetter }
    }

    /// Whether there are upper case letters and none of another case.
    static func isUpper(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return scalars.contains { $0.properties.isUppercase }
            && !scalars.contains { $0.properties.isLowercase || $0.properties.generalCategory == .titlecaseLetter }
    }

    private static func lower(_ scalars: [Unicode.Scalar], from start: Int) -> String {
        scalars.indices.dropFirst(start).map { lower(scalars, at: $0) }.joined()
    }

    /// A capital sigma at the end of a word has another small letter than one within.
    private static func lower(_ scalars: [Unicode.Scalar], at index: Int) -> String {
        guard scalars[index] == "\u{3A3}" else { return scalars[index].properties.lowercaseMapping }
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true ? "\u{3C2}" : "\u{3C3}"
    }
}
