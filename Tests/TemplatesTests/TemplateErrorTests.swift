import Diagnostics
import Templates
import Testing

@Suite struct TemplateErrorTests {
    @Test(arguments: [
        ("{{ nope }}", "t:1:4: error: 'nope' is undefined"),
        ("a\n  {% if nope %}{% endif %}", "t:2:9: error: 'nope' is undefined"),
        ("é{{ s ~ nope }}", "t:1:9: error: 'nope' is undefined"),
        ("{% set y = nope %}\n{{ y }}", "t:2:4: error: 'nope' is undefined"),
        ("{{ m.nope }}", "t:1:5: error: 'dict object' has no attribute 'nope'"),
        ("{{ s | uper }}", "t:1:8: error: there is no filter `uper`"),
        ("{{ s is strin }}", "t:1:9: error: there is no test `strin`"),
        ("{{ s", "t:1:1: error: `{{` has no `}}`"), ("{% if t", "t:1:1: error: `{%` has no `%}`"),
        ("x {# a", "t:1:3: error: the comment has no end"), ("{% raw %}", "t:1:1: error: `{% raw %}` has no end"),
        ("{% if t %}\n", "t:1:4: error: the tag `if` has no end"),
        ("{% endif %}", "t:1:4: error: `endif` ends nothing that is open here"),
        ("{% if t %}{% endfor %}", "t:1:14: error: `endfor` ends nothing that is open here"),
        ("{% fi t %}", "t:1:4: error: there is no tag `fi`"),
        ("{% macro a() %}", "t:1:4: error: the tag `macro` is not supported"),
        ("{{ 'a }}", "t:1:4: error: the text has no closing quote"),
        ("{{ a ! b }}", "t:1:6: error: `!` means nothing here"),
        ("{{ (a }}", "t:1:7: error: `}` closes nothing"), ("{{ a) }}", "t:1:5: error: `)` closes nothing"),
        ("{{ }}", "t:1:4: error: an expression was expected, not `}}`"),
        ("{{ a b }}", "t:1:6: error: `}}` was expected, not `b`"),
        ("{% set = 1 %}", "t:1:8: error: a name was expected, not `=`"),
        ("{{ 's' + 1 }}", "t:1:4: error: `+` does not take a str and a int"),
        ("{{ 1 / 0 }}", "t:1:4: error: division by zero"),
        ("{{ 9223372036854775807 + 1 }}", "t:1:4: error: the number is too large"),
        ("{{ s | replace('a') }}", "t:1:8: error: the argument `new` is missing"),
        ("{{ s | join(x=1) }}", "t:1:8: error: there is no argument `x`"),
        ("{% for a in n %}{% endfor %}", "t:1:13: error: a int has no elements"),
        ("{% include '../secret' %}", "t:1:12: error: there is no template `../secret`"),
        (#"{{ '\x4' }}"#, "t:1:4: error: the text has an escape that is not complete"),
    ])
    func errorsNameTheirPlace(_ template: String, _ message: String) {
        #expect(Self.failure(template)?.description == message)
    }

    @Test func suggestions() {
        #expect(Self.failure("{{ s | uper }}")?.hint == "did you mean `upper`?")
        #expect(Self.failure("{{ numbrs }}")?.hint == "did you mean `numbers`?")
        #expect(Self.failure("{% fi t %}")?.hint == "did you mean `if`?")
        #expect(Self.failure("{% if t %}{% for x in l %}{% endif %}")?.notes == ["`for` in line 1 is open"])
    }

    @Test func endlessTemplatesEnd() {
        var environment = TemplateEnvironment()
        environment.load = { name in name == "self" ? IncludedTemplate("x{% include 'self' %}", file: name) : nil }
        #expect(
            Self.failure("{% include 'self' %}", environment)?.description
                == "self:1:13: error: templates include each other more than 16 deep")
        let nested = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
        #expect(
            Self.failure(nested, environment)?.description
                == "t:1:4: error: the template goes through more than 1000000 steps")
        let large = "{% set x = 'a' * 1000000 %}{% for a in range(99999) %}{{ x }}{% endfor %}"
        #expect(Self.failure(large)?.description == "t:1:31: error: the template puts out more than 16 MiB")
        let deep = String(repeating: "(", count: 100_000)
        #expect(Self.failure("{{ \(deep) }}")?.message == "`}` closes nothing")
        let closed = deep + "1" + String(repeating: ")", count: 100_000)
        #expect(Self.failure("{{ \(closed) }}")?.message == "this is nested too deep")
        #expect(
            Self.failure("{{ \(String(repeating: "not ", count: 100_000))1 }}")?.message == "this is nested too deep")
        let open = String(repeating: "{% if t %}", count: 100_000)
        #expect(Self.failure(open)?.message == "this is nested too deep")
    }

    private static func failure(_ template: String, _ environment: TemplateEnvironment = Sample.environment)
        -> Diagnostic?
    {
        do throws(Diagnostic) {
            _ = try Template(template, file: "t").render(environment)
            return nil
        } catch {
            return error
        }
    }
}
