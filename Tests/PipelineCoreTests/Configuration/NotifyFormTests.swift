import PipelineCore
import Testing

@Suite struct NotifyFormTests {
    @Test func stageGoesOverPipeline() throws {
        let reading = Reading(
            """
            pipelines:
              p:
                notify: { email: { to: [all@example.org, ops@example.org], subject: '${.stage} broke' } }
                stages:
                  - { name: a, build: v }
                  - { name: b, build: v, notify: { email: { to: b@example.org, body: '${.imageID}' } } }
                  - { name: c, build: v, notify: { email: { to: { $each: x, $in: '${a.people}' } } } }
            """)
        #expect(reading.findings == "")
        let settings = reading.stages.compactMap(\.notify)
        #expect(settings.count == 3)
        #expect(settings.map { $0.subject?.source } == Array(repeating: "${.stage} broke", count: 3))
        #expect(settings.map { $0.body?.source } == [nil, "${.imageID}", nil])
        let receivers = settings.prefix(2).map { settings in
            guard case .list(let items)? = settings.receivers else { return ["none"] }
            return items.compactMap { if case .text(let template) = $0 { template.source } else { nil } }
        }
        #expect(receivers == [["all@example.org", "ops@example.org"], ["b@example.org"]])
        if case .each? = settings[2].receivers {} else { Issue.record("no comprehension") }
    }

    @Test(arguments: ["false", "{}", "{ email: {} }", "{ email: ~ }"])
    func blankTellsNobody(_ notify: String) {
        let reading = Reading(stages: "- { name: a, build: v, notify: \(notify) }")
        #expect(reading.findings == "")
        #expect(reading.stages.map { $0.notify == nil } == [true])
    }

    @Test func slipsAreFound() {
        let reading = Reading(
            stages: """
                - { name: a, build: v, notify: { mail: x } }
                - { name: b, build: v, notify: { email: { to: [[x]], subjct: y } } }
                - { name: c, build: v, notify: { email: { body: '${d.x}' } } }
                - { name: d, build: v }
                """)
        #expect(
            reading.summaries == [
                "config.yaml:4:40: error: unknown key `mail` in `notify`",
                "config.yaml:5:54: error: an item of `notify.email.to` must be a string, not a list",
                "config.yaml:5:60: error: unknown key `subjct` in `notify.email`",
                "config.yaml:6:55: error: `c` cannot read values of `d`: it does not follow it in the graph",
            ])
    }
}
