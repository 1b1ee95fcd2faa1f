import Testing

@testable import PipelineCore

@Suite struct TriggerFormTests {
    @Test func allItsKeys() throws {
        let reading = Reading(
            stages:
                "- { name: a, trigger: { name: site, parameters: { V: '${setup.tag}', n: '1' }, wait: true, propagate: false } }"
        )
        #expect(reading.findings == "")
        let step = try #require(reading.stages.first?.trigger)
        #expect(step.name == "site" && step.waits && !step.propagates)
        #expect(step.parameters.templates.map(\.source) == ["${setup.tag}", "1"])
        #expect(reading.pipelines.first?.isPublishing == true)
        #expect(reading.stages.first?.stepNames == ["trigger"])
    }

    @Test func defaults() throws {
        let reading = Reading(stages: "- { name: a, trigger: { name: site, wait: , propagate: , parameters: } }")
        let step = try #require(reading.stages.first?.trigger)
        #expect(!step.waits && step.propagates && step.parameters.templates.isEmpty && reading.findings == "")
    }

    @Test(arguments: ["{}", ""])
    func blankOnesAreNotThere(_ text: String) {
        let reading = Reading(stages: "- { name: a, build: v, trigger: \(text) }")
        #expect(reading.isUsable && reading.stages.first?.trigger == nil)
        #expect(reading.findings.contains("an empty `trigger` counts as not there") == !text.isEmpty)
    }

    @Test func mistakes() {
        let reading = Reading(
            stages: """
                - name: a
                  trigger: { parameters: { a: b } }
                - name: b
                  trigger: { nmae: x, name: x }
                - name: c
                  trigger: { name: x, wait: yes please, parameters: { 'a b': c } }
                - name: d
                  trigger: { name: x, propagate: false }
                """)
        #expect(
            reading.findings == """
                config.yaml:5:18: error: `trigger` has no `name`
                 5 |         trigger: { parameters: { a: b } }
                   |                  ^
                  help: name one of the `triggers` of the run configuration
                config.yaml:7:20: error: unknown key `nmae` in `trigger`
                 7 |         trigger: { nmae: x, name: x }
                   |                    ^~~~
                  note: allowed here: name, parameters, propagate, wait
                  help: did you mean `name`?
                config.yaml:9:35: error: `trigger.wait` must be `true` or `false`, not a string
                 9 |         trigger: { name: x, wait: yes please, parameters: { 'a b': c } }
                   |                                   ^~~~~~~~~~
                config.yaml:9:61: error: `a b` is not the name of a parameter
                 9 |         trigger: { name: x, wait: yes please, parameters: { 'a b': c } }
                   |                                                             ^
                  help: use letters, digits, `_`, `-` and `.`, so that it can be read as `${setup.params.NAME}`
                config.yaml:11:40: warning: `propagate` has no effect without `wait`
                 11 |         trigger: { name: x, propagate: false }
                    |                                        ^~~~~
                  help: write `wait: true`, or remove it

                """)
    }
}
