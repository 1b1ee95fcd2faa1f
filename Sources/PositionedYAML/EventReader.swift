internal import Clibyaml
internal import Diagnostics

/// The stream of libyaml's parse events over a text in memory.
struct EventReader: ~Copyable {
    /// An event, copied out of libyaml's memory.
    struct Event {
        enum Kind {
            case streamStart, streamEnd, documentStart, documentEnd
            case alias(String)
            case scalar(YAMLScalar)
            case sequenceStart, sequenceEnd, mappingStart, mappingEnd
        }

        let kind: Kind
        let anchor: String?
        let location: SourceLocation
        let length: Int
        /// The characters that it takes up, counted from 0: from its anchor or tag, if it has one, to behind its end.
        let start: Int
        let end: Int
        let isOneLine: Bool
        /// How a scalar is written, and whether a tag stands before it.
        var style = Place.Style.plain
        var hasTag = false
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    let file: String
    private let booleans: YAMLScalar.Booleans

    init(bytes source: [UInt8], file: String, booleans: YAMLScalar.Booleans) {
        self.file = file
        self.booleans = booleans
        bytes = .allocate(capacity: source.count)
        _ = bytes.initialize(from: source)
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        bytes.deallocate()
    }

    func next() throws(Diagnostic) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
        defer { yaml_event_delete(&event) }
        let start = location(event.start_mark)
        let isOneLine = event.start_mark.line == event.end_mark.line
        let length = isOneLine ? Int(event.end_mark.column) - Int(event.start_mark.column) : 1
        let (kind, anchor) = contents(of: event)
        var result = Event(
            kind: kind, anchor: anchor, location: start, length: max(1, length), start: event.start_mark.index,
            end: event.end_mark.index, isOneLine: isOneLine)
        if event.type == YAML_SCALAR_EVENT {
            result.style = Self.style(event.data.scalar.style)
            result.hasTag = event.data.scalar.tag != nil
        }
        return result
    }

    private static func style(_ style: yaml_scalar_style_t) -> Place.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .single
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .double
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .plain
        }
    }

    private func contents(of event: yaml_event_t) -> (Event.Kind, anchor: String?) {
        switch event.type {
        case YAML_STREAM_END_EVENT: return (.streamEnd, nil)
        case YAML_DOCUMENT_START_EVENT: return (.documentStart, nil)
        case YAML_DOCUMENT_END_EVENT: return (.documentEnd, nil)
        case YAML_ALIAS_EVENT: return (.alias(Self.string(event.data.alias.anchor) ?? ""), nil)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
            let value = YAMLScalar(text: text, isPlain: isPlain, tag: Self.string(scalar.tag), booleans: booleans)
            return (.scalar(value), Self.string(scalar.anchor))
        case YAML_SEQUENCE_START_EVENT: return (.sequenceStart, Self.string(event.data.sequence_start.anchor))
        case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, nil)
        case YAML_MAPPING_START_EVENT: return (.mappingStart, Self.string(event.data.mapping_start.anchor))
        case YAML_MAPPING_END_EVENT: return (.mappingEnd, nil)
        default: return (.streamStart, nil)
        }
    }

    private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func location(_ mark: yaml_mark_t) -> SourceLocation {
        SourceLocation(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private func syntaxError() -> Diagnostic {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
        if parser.pointee.error == YAML_READER_ERROR {
            let place = location(ofByte: Int(parser.pointee.problem_offset))
            return Diagnostic(
                code: "yaml.encoding", "not a YAML text: \(problem)", at: place, hint: "save the file as UTF-8 text")
        }
        var message = "not valid YAML: \(problem)"
        var notes: [String] = []
        if let context = parser.pointee.context.map({ String(cString: $0) }) {
            message += " \(context)"
            let mark = parser.pointee.context_mark
            if mark.line != parser.pointee.problem_mark.line { notes = ["which began in line \(mark.line + 1)"] }
        }
        let place = location(parser.pointee.problem_mark)
        let isAboutTab =
            problem.contains("tab character")
            || (problem.contains("cannot start any token") && byte(at: parser.pointee.problem_mark) == 0x09)
        let hint = isAboutTab ? "YAML forbids tabs in indentation: use spaces" : nil
        return Diagnostic(code: "yaml.syntax", message, at: place, notes: notes, hint: hint)
    }

    private func byte(at mark: yaml_mark_t) -> UInt8? {
        var offset = 0
        for _ in 0..<mark.line {
            guard let newline = bytes[offset...].firstIndex(of: 0x0A) else { return nil }
            offset = newline + 1
        }
        let line = bytes[offset...].prefix { $0 != 0x0A }
        return line.allSatisfy({ $0 < 0x80 }) && mark.column < line.count ? line[offset + Int(mark.column)] : nil
    }

    private func location(ofByte offset: Int) -> SourceLocation {
        let before = bytes.prefix(offset)
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
        return SourceLocation(file: file, line: before.count { $0 == 0x0A } + 1, column: column)
    }
}
