/// Templates that a seed makes up: most of them sound, some not.
///
/// Two habits of Jinja2's compiler are left out: it fails on a variable among the arguments of a block's filters unless the
/// block uses it too, and it takes a name for undefined that an inner block reads before the same `for` body assigns it.
struct RandomTemplate {
    private var state: UInt64
    private var depth = 0

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func template() -> String {
        let text = body()
        return text + pick(["", "\n", "\n\n", "\r\n", " "])
    }

    private mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    private mutating func pick<Element>(_ values: [Element]) -> Element { values[Int(next() % UInt64(values.count))] }

    private mutating func body() -> String {
        depth += 1
        defer { depth -= 1 }
        return (0...next() % 4).map { _ in piece() }.joined()
    }

    private mutating func piece() -> String {
        let choice = depth > 3 ? next() % 5 : next() % 12
        switch choice {
        case 0, 1: return pick(["a", " b\n", "\n\n", "  ", "c {x} ", "é\t\n ", "{ %", "\r\n", "# %}", "\u{A0}"])
        case 2, 3: return "{{\(sign())" + blank() + expression() + blank() + "\(sign(false))}}"
        case 4: return "{#\(sign())" + pick(["", " x ", "\n{{ 1 }}\n"]) + "\(sign(false))#}"
        case 5: return tag("set \(pick(["x", "y"])) = \(expression())")
        case 6: return tag("set \(pick(["x", "z"]))" + filters()) + body() + tag("endset")
        case 7:
            var text = tag("if \(expression())") + body()
            if next() % 3 == 0 { text += tag("elif \(expression())") + body() }
            if next() % 2 == 0 { text += tag("else") + body() }
            return text + tag("endif")
        case 8:
            let list = pick(["l", "numbers", "[1, 2]", "s", "m", "range(n)", "[]"])
            let inner = body() + pick(["", "{{ i }}", "{{ loop.index }}", "{% set x = i %}"])
            return tag("for i in \(list)") + inner + (next() % 3 == 0 ? tag("else") + body() : "") + tag("endfor")
        case 9: return tag("raw") + pick(["{{ x }}", " {% if %} ", "\n"]) + tag("endraw")
        case 10: return tag("with x = \(expression())") + body() + tag("endwith")
        default:
            return tag("filter \(pick(["upper", "replace('a', 'b')", "trim", "indent(2)"]))") + body()
                + tag("endfilter")
        }
    }

    private mutating func tag(_ text: String) -> String { "{%\(sign())\(blank())\(text)\(blank())\(sign(false))%}" }

    /// `+%}` is for tags only, so ends have `-` or nothing.
    private mutating func sign(_ isStart: Bool = true) -> String {
        pick(isStart ? ["", "", "", "-", "+"] : ["", "", "", "-"])
    }

    private mutating func blank() -> String { pick([" ", " ", "  ", "\n", ""]) }

    private mutating func filters() -> String {
        (0..<next() % 3).map { _ in
            pick(["|upper", "|replace('\\n', ' ')", " | trim", "|default('d')", "|replace('a', 'c')"])
        }.joined()
    }

    private mutating func expression() -> String {
        depth += 1
        defer { depth -= 1 }
        let atom = [
            "s", "n", "l", "m", "e", "t", "f", "q", "none", "1", "0", "2.5", "'a'", "\"b\\n\"", "numbers", "x", "r",
        ]
        guard depth < 6 else { return pick(atom) }
        switch next() % 16 {
        case 0...4: return pick(atom)
        case 5: return "\(expression()) ~ \(expression())"
        case 6: return "\(expression()) \(pick(["+", "-", "*", "//", "/"])) \(expression())"
        case 7: return "\(expression()) \(pick(["==", "!=", "<", ">=", "in", "not in"])) \(expression())"
        case 8: return "\(expression()) \(pick(["and", "or"])) \(expression())"
        case 9: return "not \(expression())"
        case 10: return "(\(expression()))"
        case 11: return "[\(expression()), \(expression())]"
        case 12: return "\(expression()) if \(expression()) else \(expression())"
        case 13:
            let filter = pick([
                "upper", "length", "join('-')", "default('d')", "first", "string", "list", "sort", "int", "trim",
            ])
            return "\(expression())\(pick(["|", " | "]))\(filter)"
        case 14:
            return
                "\(expression()) is \(pick(["", "not "]))\(pick(["defined", "string", "number", "none", "even", "iterable"]))"
        default:
            return pick([
                "m.key", "m['key']", "l[0]", "l[-1]", "s[1:3]", "nope", "m.nope", "s.upper()", "l[9]", "-n", "{'a': n}",
            ])
        }
    }
}
