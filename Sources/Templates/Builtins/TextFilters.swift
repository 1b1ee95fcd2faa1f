/// The longer ones of the filters on text.
enum TextFilters {
    /// Words begin behind blanks, hyphens and opening brackets, not behind other marks as Python's own method has it.
    static func titled(_ text: String) -> String {
        var result = ""
        var word = String.UnicodeScalarView()
        func finished() -> String {
            word.first.map { $0.properties.uppercaseMapping + PythonCase.lower(String(word.dropFirst())) } ?? ""
        }
        for scalar in text.unicodeScalars {
            if PythonText.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar) {
                result += finished()
                word.removeAll()
                result.unicodeScalars.append(scalar)
            } else {
                word.append(scalar)
            }
        }
        return result + finished()
    }

    static func words(_ text: String) -> Int { text.unicodeScalars.split { !isInWord($0) }.count }

    private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: scalar.properties.numericType != nil || scalar == "_"
        }
    }

    /// `indent(width=4, first=false, blank=false)`; blank lines stay empty unless `blank`.
    static let indent: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "width", "first", "blank")
        let text = try value.plainText("the input of `indent`")
        var margin = values[0]?.string
        if margin == nil {
            let width = try values[0]?.whole("width") ?? 4
            guard width <= 1000 else { throw TemplateProblem("an indentation has at most 1000 blanks") }
            margin = String(repeating: " ", count: max(0, width))
        }
        let indentsBlank = values[2]?.isTrue ?? false
        let lines = PythonText.lines(text + "\n")
        try ValueLimit.check(bytes: ValueLimit.product(lines.count, margin?.utf8.count ?? 0))
        let indented = lines.enumerated().map { index, line in
            index > 0 && (indentsBlank || !line.isEmpty) ? (margin ?? "") + line : line
        }
        return .string((values[1]?.isTrue == true ? margin ?? "" : "") + indented.joined(separator: "\n"))
    }

    /// `truncate(length=255, killwords=false, end='...', leeway=5)`.
    static let truncate: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "length", "killwords", "end", "leeway")
        guard case .string(let text) = value else { throw TemplateProblem("a \(value.kindName) cannot be truncated") }
        let (length, end) = (try values[0]?.whole("length") ?? 255, try values[2]?.plainText("end") ?? "...")
        let leeway = try values[3].flatMap { $0 == .none ? nil : try $0.whole("leeway") } ?? 5
        if case .markup = values[2] { throw TemplateProblem("an end that is safe in HTML is not supported") }
        let room = length.subtractingReportingOverflow(end.unicodeScalars.count)
        guard !room.overflow, room.partialValue >= 0, leeway >= 0 else {
            throw TemplateProblem("`length` is at least that of `end`, and `leeway` is not negative")
        }
        let scalars = text.unicodeScalars
        let (limit, isEndless) = length.addingReportingOverflow(leeway)
        guard !isEndless, scalars.count > limit else { return value }
        let kept = scalars.prefix(room.partialValue)
        guard values[1]?.isTrue != true, let blank = kept.lastIndex(of: " ") else { return .string(String(kept) + end) }
        return .string(String(kept[..<blank]) + end)
    }

    /// The text with what HTML gives a meaning to as references; what is safe already stays.
    static let escape: TemplateFilter = { value, arguments in
        try arguments.none()
        if case .markup = value { return value }
        var result = ""
        for scalar in try value.printed().unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&#39;"
            case "\"": result += "&#34;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        try ValueLimit.check(bytes: result.utf8.count)
        return .markup(result)
    }
}
