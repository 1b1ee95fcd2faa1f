import Diagnostics
import Templates
import Testing

/// Templates with what Jinja2 makes of them; a second test asks the real one, so no expectation can be wrong.
@Suite struct RenderingTests {
    static let cases: [(template: String, expected: String)] = whitespace + values + statements + filters

    private static let whitespace = [
        ("a\n{% if t %}\nb\n{% endif %}\nc\n\n", "a\n\nb\n\nc\n"),
        ("  {# x #}\n  y\n", "  \n  y"),
        ("{% set p|replace('\\n', ' ') -%}\nj\nk  \n  l\n{%- endset -%}\n\nRUN {{ p }}", "RUN j k     l"),
        ("A\r\nB{{ 'x' }}\r\n", "A\nBx"), ("a\r\rb\r", "a\n\nb"), ("a\n\n", "a\n"), ("", ""), ("\n", ""),
        ("a \n {{- 'b' -}} \n c", "abc"), ("a {{+ 1 }} b", "a 1 b"), ("a\n  {%+ if t +%}\n b{% endif %}", "a\n  \n b"),
        ("a {#- x -#} b", "ab"), ("{# a\n{{ nope }}\n#}b", "b"), ("{#+ x +#} b", " b"),
        ("{% raw %}{{ x }}{% if %}{% endraw %}", "{{ x }}{% if %}"),
        (" {%- raw -%} \n {{ x }} {%- endraw -%} \n b", "{{ x }}b"), ("{% raw %} a {% endraw +%} b", " a  b"),
        ("${VAR:+x} {a,b} %{x} \\\n end", "${VAR:+x} {a,b} %{x} \\\n end"), ("{ {x} } }} %} #}", "{ {x} } }} %} #}"),
        ("a\u{A0}{{- 'b' }}", "ab"), ("{{ 'b' -}}\u{2003}\n x", "bx"),
    ]

    private static let values = [
        (#"{{ "a \"# + "\n    b\" }}", "a     b"), ("{{ \"a & <b>\" }}", "a & <b>"),
        ("{{ none }} {{ t }} {{ f }}", "None True False"),
        (#"{{ 'a\n\t\\\'\"\x41\u00e9\101\q\0' }}"#, "a\n\t\\'\"AéA\\q\0"), (#"{{ "é\é" }}"#, "é\\xe9"),
        ("{{ 'a' \"b\"\n'c' }}", "abc"), ("{{ 'two\nlines' }}", "two\nlines"),
        (
            "{{ 1_000 }} {{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1.50 }} {{ 1e3 }} {{ 2.5e-7 }} {{ 1e16 }}",
            "1000 31 5 15 1.5 1000.0 2.5e-07 1e+16"
        ),
        (
            "{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 7.5 % 2 }}",
            "3 -4 2 3.5 1024 0.5 1.5"
        ),
        ("{{ 'a' ~ 1 ~ none ~ 'b' }}", "a1Noneb"), ("{{ 'a' + 'b' }}{{ [1] + [2] }}{{ 'ab' * 2 }}", "ab[1, 2]abab"),
        ("{{ t + 1 }}", "2"), ("{{ -2 ** 2 }} {{ 2 ** 3 ** 2 }} {{ - 2 }}", "4 64 -2"),
        ("{{ [1, 'a', none, \"it's\", 'q\"', '\\n'] }}", "[1, 'a', None, \"it's\", 'q\"', '\\n']"),
        ("{{ {'a': 1, 'b': [2]} }} {{ (1,) }} {{ () }} {{ 1, 2 }}", "{'a': 1, 'b': [2]} (1,) () (1, 2)"),
        ("{{ {'a': {'b': 1}}['a']['b'] }}{{ m.key }}{{ m['key'] }}{{ l[-1] }}{{ l.0 }}", "1valuevalueCb"),
        ("{{ l[1:] }} {{ s[:4] }} {{ s[::-1] }} {{ numbers[::2] }}", "['a', 'C'] some txet emos [3, 2]"),
        (
            "{{ 1 < 2 < 3 }} {{ 1 == 1.0 }} {{ t == 1 }} {{ 'a' < 'b' }} {{ 'a' == 1 }} {{ 1 != 2 }}",
            "True True True True False True"
        ),
        ("{{ 'om' in s }} {{ 'a' not in l }} {{ 'key' in m }} {{ 3 in numbers }}", "True False True True"),
        ("{{ 'x' if f }}|{{ 'x' if t }}|{{ ('x' if f) ~ 'y' }}|{{ [1 if f] }}", "|x|y|[Undefined]"),
        ("{{ ('x' if f) is defined }}{{ ('x' if f) | default('d') }}{{ not ('x' if f) }}", "FalsedTrue"),
        ("{{ ('x' if f) | upper }}{{ ('x' if f) | length }}", "0"),
        ("{% for a in ('x' if f) %}{% else %}none{% endfor %}", "none"),
        ("{{ e or 'x' }} {{ t and 'y' }} {{ not e }} {{ f and nope }} {{ 1 if f else 2 }}", "x y True False 2"),
        (
            "{{ nope is defined }} {{ s is defined }} {{ m.nope is defined }} {{ nope is not defined }}",
            "False True False True"
        ),
        (
            "{{ n is odd }} {{ n is divisibleby 3 }} {{ n is divisibleby(2) }} {{ s is string }} {{ none is none }} {{ 4 is even and t }}",
            "True True False True True True"
        ),
        (
            "{{ 3 is in numbers }} {{ n is eq 3 }} {{ n is gt 2 }} {{ l is iterable }} {{ m is mapping }} {{ 'AB' is upper }}",
            "True True True True True True"
        ),
        ("{{ q }}|{{ [q] }}", "it's \"é\"\n|['it\\'s \"é\"\\n']"),
        ("{{ ['\u{200B}é\u{A0}\u{1}'] }}", "['\\u200bé\\xa0\\x01']"),
        (
            "{{ s.upper() }} {{ 'a-b-c'.split('-') }} {{ ' x y '.split() }} {{ 'a-b'.replace('-', '+') }}",
            "SOME TEXT ['a', 'b', 'c'] ['x', 'y'] a+b"
        ),
        (
            "{{ m.items() | list }} {{ m.get('x', 'y') }} {{ 'abc'.startswith('ab') }} {{ ','.join(l) }}",
            "[('key', 'value')] y True b,a,C"
        ),
        ("{{ range(3) | list }} {{ range(5, 1, -2) | list }}", "[0, 1, 2] [5, 3]"),
        ("{{ [nope] }}", "[Undefined]"), ("{{ 'e\u{301}' | length }}", "2"),
    ]

    private static let statements = [
        ("{% set x = 'a' %}{% if x %}{% set x = x ~ ' ' ~ 'b' %}{% endif %}{{ x }}", "a b"),
        ("{% set x = 1 %}{% for i in l %}{{ x }}{% set x = i %}{{ x }}{% endfor %}{{ x }}", "1b1a1C1"),
        ("{% set a, b = 1, 2 %}{{ a }}{{ b }}", "12"), ("{% set x %}  b{{ n }} \n{% endset %}[{{ x }}]", "[  b3 \n]"),
        ("{% set x|upper|replace('A', 'b') %}a{% set y = 1 %}{% endset %}{{ x }}{{ y is defined }}", "bFalse"),
        ("{% if f %}a{% elif n == 3 %}b{% else %}c{% endif %}{% if none %}d{% else %}e{% endif %}", "be"),
        ("{% for x in l %}{{ loop.index }}/{{ loop.length }}{{ x }}{{ ',' if not loop.last }}{% endfor %}", nil),
        ("{% for x in l %}{{ loop.index }}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}", "1b, 2a, 3C"),
        (
            "{% for x in [] %}a{% else %}b{% endfor %}{% for x in numbers if x > 1 %}{{ loop.index0 }}{{ x }} {% endfor %}",
            "b03 12 "
        ),
        (
            "{% for k, v in m.items() %}{{ k }}={{ v }}{% endfor %}{% for c in 'ab' %}{{ c }}.{% endfor %}",
            "key=valuea.b."
        ),
        ("{% for k in m %}{{ k }}{% endfor %}{{ x is defined }}", "keyFalse"),
        ("{% with a = 1, b = 2 %}{{ a + b }}{% set c = 3 %}{% endwith %}{{ c is defined }}", "3False"),
        ("{% filter upper %}a{{ s }}{% endfilter %}", "ASOME TEXT"), ("{% do l %}x{% do 1 + 1 -%} y", "xy"),
        ("{% include 'part' %}{{ s }}{% include 'deep/part' %}", "<some text>\nsome textd"),
        ("{% include 'none' ignore missing %}{% include ['none', 'part'] with context %}", "<some text>\n"),
        ("{% if t: %}a{% endif %}{% set y = nope %}{{ y | default('z') }}", "az"),
        ("{% if (t) %}a{%- endif -%}\n b", "ab"),
    ].compactMap { template, expected in expected.map { (template, $0) } }

    private static let filters = [
        (#"{{ ["a", "b"] | join(' ') }}"#, "a b"),
        ("{{ 'aXbX' | replace('X', '-', 1) }}{{ 'ab' | replace('', '.') }}", "a-bX.a.b."),
        (
            "{{ nope | default('x') }}{{ nope | d }}{{ e | default('y', true) }}{{ e | default('y') }}{{ none | default(1) }}",
            "xyNone"
        ),
        (
            "{{ l | sort }}{{ l | sort(reverse=true) }}{{ ['a', 'A', 'b'] | unique | list }}{{ l | sort(case_sensitive=true) }}",
            "['a', 'b', 'C']['C', 'b', 'a']['a', 'b']['C', 'a', 'b']"
        ),
        (
            "{{ ' a ' | trim }}|{{ 'xax' | trim('x') }}|{{ 'aB c' | capitalize }}|{{ 'ab-cd eF' | title }}",
            "a|a|Ab c|Ab-Cd Ef"
        ),
        (
            "{{ l | first }}{{ l | last }}{{ l | length }}{{ s | count }}{{ l | reverse | list }}{{ 'ab' | reverse }}",
            "bC39['C', 'a', 'b']ba"
        ),
        (
            "{{ '12' | int }} {{ 'x' | int }} {{ 'x' | int(7) }} {{ 2.9 | int }} {{ '1.5' | float }} {{ -3 | abs }} {{ 'ff' | int(base=16) }}",
            "12 0 7 2 1.5 3 255"
        ),
        (
            "{{ l | map('upper') | join }} {{ [m, m] | map(attribute='key') | join('+') }} {{ [0, 1, '', 'a'] | select | list }}",
            "BAC value+value [1, 'a']"
        ),
        (
            "{{ numbers | select('odd') | list }}{{ numbers | reject('gt', 1) | list }}{{ numbers | min }}{{ numbers | max }}{{ numbers | sum }}",
            "[3, 1][1]136"
        ),
        (
            "{{ 'a\nb\n\nc' | indent(2) }}|{{ 'a\nb' | indent(2, true) }}|{{ 'a\n' | indent }}|{{ 'a\n\nb' | indent(1, blank=true) }}",
            "a\n  b\n\n  c|  a\n  b|a\n|a\n \n b"
        ),
        (
            "{{ {'b': [1, none], 'a': '<é>'} | tojson }} {{ {'b': 1, 'a': 2} | dictsort }}",
            #"{"a": "\u003c\u00e9\u003e", "b": [1, null]} [('a', 2), ('b', 1)]"#
        ),
        ("{{ 5 | string ~ 'x' }}{{ 'a b  c' | wordcount }}{{ -1 | abs }}{{ 'abc' | list }}", "5x31['a', 'b', 'c']"),
        ("{{ 'a' | upper ~ 'b' }}{{ ('a' ~ 'b') | upper }}{{ 'x'|upper|lower }}", "AbABx"),
    ]

    @Test(arguments: cases) func renders(_ template: String, _ expected: String) throws {
        #expect(try Template(template, file: "t").render(Sample.environment) == expected)
    }

    @Test func theRealOneAgrees() async throws {
        let answers = try await RealJinja.render(Self.cases.map(\.template))
        for (pair, answer) in zip(Self.cases, answers) {
            #expect(answer.output == pair.expected, "\(pair.template): \(answer.error ?? "")")
        }
    }
}
