import Diagnostics
import Templates
import Testing

@Suite struct RandomTemplateTests {
    /// Both render the same text, or both refuse.
    @Test func theRealOneDoesTheSame() async throws {
        let templates = (1...2000 as ClosedRange<UInt64>).map { seed in
            var random = RandomTemplate(seed: seed)
            return random.template()
        }
        let answers = try await RealJinja.render(templates)
        try #require(answers.count == templates.count)
        var rendered = 0
        for (seed, (template, answer)) in zip(templates, answers).enumerated() {
            let ours = Self.render(template)
            if answer.output != nil { rendered += 1 }
            // Only the outcome of comparing canonically equivalent texts by bytes is the same text.
            let isSame =
                answer.output.map { Array($0.utf8) == ours.output.map { Array($0.utf8) } } ?? (ours.output == nil)
            #expect(isSame, "seed \(seed + 1): \(template)\n--- Jinja2: \(answer)\n--- ours: \(ours)")
        }
        // Refusing everything would pass, too.
        #expect(rendered > 700)
    }

    /// Filters, tests and methods with all kinds of values: what is rendered here, the real one renders the same.
    @Test func theRealOneRendersWhatIsRenderedHere() async throws {
        let templates = (1...3000 as ClosedRange<UInt64>).map { seed in
            var random = RandomExpression(seed: seed)
            return "{{ \(random.expression()) }}"
        }
        let answers = try await RealJinja.render(templates)
        try #require(answers.count == templates.count)
        var rendered = 0
        for (template, answer) in zip(templates, answers) {
            guard let output = Self.render(template).output else { continue }
            rendered += 1
            let isSame = answer.output.map { Array($0.utf8) == Array(output.utf8) } ?? false
            #expect(isSame, "\(template)\n--- Jinja2: \(answer)\n--- ours: \(output)")
        }
        #expect(rendered > 500)
    }

    /// No input may end the process.
    @Test func damagedTemplatesAreRefused() throws {
        for seed in 1...2000 as ClosedRange<UInt64> {
            var random = RandomTemplate(seed: seed)
            let template = random.template()
            let bytes = Array(template.utf8)
            _ = Self.render(String(decoding: bytes.prefix(bytes.count * Int(seed % 7) / 7), as: UTF8.self))
            _ = Self.render(String(decoding: bytes.reversed(), as: UTF8.self))
        }
    }

    private static func render(_ template: String) -> (output: String?, error: String?) {
        do throws(Diagnostic) {
            return (try Template(template, file: "t").render(Sample.environment), nil)
        } catch {
            return (nil, error.description)
        }
    }
}
