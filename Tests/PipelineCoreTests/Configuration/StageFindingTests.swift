import Diagnostics
import Testing

@testable import PipelineCore

/// Stages that are well formed and still cannot be meant.
@Suite struct StageFindingTests {
    @Test func runWithoutAnImage() {
        let findings = Reading(stages: "- { name: a, run: true }\n- { name: b, publish: { image: true } }").findings
        #expect(
            findings == """
                config.yaml:4:9: error: `a` runs an image but builds none
                 4 |       - { name: a, run: true }
                   |         ^
                  help: add `build: VARIANT`, or `image: '${STAGE.imageID}'` to run another stage's image
                config.yaml:5:9: error: `b` publishes an image but builds none
                 5 |       - { name: b, publish: { image: true } }
                   |         ^
                  help: add `build: VARIANT`, or `id: '${STAGE.imageID}'` to publish another stage's image

                """)
    }

    @Test(arguments: [
        "- { name: a, blubberfile: x.yaml }", "- { name: a, run: {} }", "- { name: a, run: false, build: '' }",
        "- { name: a, build: {} }", "- { name: a, publish: { image: false } }", "- { name: a, copy: [] }",
    ])
    func idleStage(_ stage: String) {
        let reading = Reading(stages: stage)
        #expect(reading.isUsable)
        #expect(
            reading.findings == """
                config.yaml:4:9: warning: the stage `a` does nothing
                 4 |       \(stage)
                   |         ^
                  help: add `build: VARIANT` and `run: true`; only a stage with no key but `name` does both by itself

                """)
    }

    @Test func emptySteps() {
        let reading = Reading(
            stages: """
                - { name: a, build: v, run: {} }
                - { name: b, build: {}, run: { image: '${a.imageID}' } }
                - { name: c, build: v, publish: { image: {} } }
                - { name: d, build: v, run: false, publish: { image: false } }
                - { name: e, build: v, deploy: {}, copy: [] }
                """)
        #expect(reading.isUsable)
        #expect(
            reading.findings == """
                config.yaml:4:35: warning: an empty `run` counts as not there
                 4 |       - { name: a, build: v, run: {} }
                   |                                   ^
                  help: write `run: true`, or remove it
                config.yaml:5:27: warning: an empty `build` counts as not there
                 5 |       - { name: b, build: {}, run: { image: '${a.imageID}' } }
                   |                           ^
                  help: name a variant, or remove it
                config.yaml:6:48: warning: an empty `publish.image` counts as not there
                 6 |       - { name: c, build: v, publish: { image: {} } }
                   |                                                ^
                  help: write `image: true`, or remove it
                config.yaml:8:38: warning: an empty `deploy` counts as not there
                 8 |       - { name: e, build: v, deploy: {}, copy: [] }
                   |                                      ^
                  help: say what it is to do, or remove it

                """)
    }

    @Test func oneTagForTwoImages() {
        let reading = Reading(
            stages: """
                - { name: a, build: x, publish: { image: { tag: one, tags: [stable] } } }
                - name: b
                  build: w
                  publish:
                    image:
                      tags: ['${setup.tag}', Stable]
                """)
        #expect(reading.isUsable)
        #expect(
            reading.findings == """
                config.yaml:9:36: warning: `a` and `b` both publish `${setup.project}:stable`
                 9 |             tags: ['${setup.tag}', Stable]
                   |                                    ^
                  note: the image of `b`, which is published later, takes the tag

                """)
    }

    @Test func oneTagForTwoImagesByDefault() {
        let reading = Reading(
            stages:
                "- { name: a, build: x, publish: { image: true } }\n- { name: b, build: w, publish: { image: true } }")
        #expect(
            reading.summaries == ["config.yaml:5:48: warning: `a` and `b` both publish `${setup.project}:${setup.tag}`"]
        )
    }

    @Test(arguments: [
        // Another name.
        "publish: { image: { name: '${setup.project}-b', tags: [stable] } }",
        // A tag that only the run knows, and one with the stage's name.
        "publish: { image: { tags: ['${a.output}', 'stable-${.stage}'] } }",
        "publish: { image: { tags: [''] } }",
    ])
    func differentTags(_ publish: String) {
        let reading = Reading(
            stages: "- { name: a, build: x, publish: { image: { tags: [stable, stable, ''] } } }\n"
                + "- { name: b, build: w, \(publish) }")
        #expect(reading.findings == "")
    }

    @Test func versionsAreThoseOfAnImage() {
        let reading = Reading(
            stages: """
                - { name: a, build: v, promote: true }
                - { name: b, build: v, deploy: { chart: { name: x }, tag: '1' } }
                - { name: c, promote: [{ version: '1' }] }
                - { name: d, build: v, publish: { image: true }, promote: true, deploy: { chart: {} } }
                """)
        #expect(
            reading.findings == """
                config.yaml:4:39: error: `a` promotes an image's tag but publishes none
                 4 |       - { name: a, build: v, promote: true }
                   |                                       ^
                  help: add `publish`, or `version: '${STAGE.imageTag}'` to promote another stage's image
                config.yaml:5:38: error: `b` deploys an image but publishes none
                 5 |       - { name: b, build: v, deploy: { chart: { name: x }, tag: '1' } }
                   |                                      ^
                  help: add `publish`, or `image: '${STAGE.imageName}'` and `tag: '${STAGE.imageTag}'` to deploy another stage's image

                """)
    }

    @Test(arguments: [
        ("promote: x", "`promote` must be `true` or `false`, not a string"),
        ("promote: { chart: x }", "`promote` must be a list, not a map"),
        ("promote: [x]", "an item of `promote` must be a map, not a string"),
        ("promote: [{ chrat: x, version: v }]", "unknown key `chrat` in an item of `promote`"),
        ("promote: [{ environments: x, version: v }]", "`promote.environments` must be a list, not a string"),
        ("deploy: true", "`deploy` must be a map, not the boolean `true`"),
        ("deploy: { chart: 'https://x/y.tgz', image: i, tag: t }", "`deploy.chart` must be a map, not a string"),
        ("deploy: { cluster: prod, image: i, tag: t }", "`deploy.cluster` cannot be `prod`"),
        ("deploy: { timeout: 5m, image: i, tag: t }", "`deploy.timeout` cannot be `5m`"),
        ("deploy: { timeout: 0.5, image: i, tag: t }", "`deploy.timeout` cannot be `0.5`"),
        ("deploy: { overrides: [x], image: i, tag: t }", "`deploy.overrides` must be a map, not a list"),
        ("deploy: { test: x, image: i, tag: t }", "`deploy.test` must be `true` or `false`, not a string"),
    ])
    func refusesWhatIsNoPromotionOrDeployment(_ step: String, _ message: String) {
        let reading = Reading(stages: "- { name: a, build: v, \(step) }")
        #expect(!reading.isUsable)
        #expect(reading.summaries.contains { $0.hasSuffix(": error: \(message)") }, "\(reading.summaries)")
    }
}
