import Testing

@testable import PipelineCore

/// What the short forms and combinations of a stage's keys mean, in one line a stage.
@Suite struct StageFormTests {
    @Test(arguments: [
        ("- name: test", "build ${.stage} of . always; run ${.imageID} [] {} 0"),
        ("- { name: test, build: v }", "build v of . always"),
        ("- { name: test, build: { context: d } }", "build ${.stage} of d always"),
        (
            "- { name: test, build: { variant: '', context: null, imagePullPolicy: never } }",
            "build ${.stage} of . never"
        ),
        ("- { name: test, build: v, run: true }", "build v of . always; run ${.imageID} [] {} 0"),
        ("- { name: test, build: v, run: false }", "build v of . always"),
        ("- { name: test, build: v, run: }", "build v of . always"),
        (
            "- { name: test, build: v, run: { arguments: [a, '${.stage}'], env: { B: '1', A: '' }, tail: -1 } }",
            "build v of . always; run ${.imageID} [a, ${.stage}] {B=1, A=} -1"
        ),
        (
            "- { name: test, run: { image: '${a.imageID}', arguments: [], env: {}, tail: 0 } }",
            "run ${a.imageID} [] {} 0"
        ),
        (
            "- { name: test, build: v, publish: { image: true } }",
            "build v of . always; "
                + "publish ${.imageID} ${setup.project} ${setup.timestamp}-${.stage} [${setup.tag}]"
        ),
        (
            "- { name: test, build: v, publish: { image: { tag: '', tags: [], name: } } }",
            "build v of . always; "
                + "publish ${.imageID} ${setup.project} ${setup.timestamp}-${.stage} [${setup.tag}]"
        ),
        (
            "- { name: test, publish: { image: { id: '${a.imageID}', name: m, tag: t, tags: [u, ''] } } }",
            "publish ${a.imageID} m t [u, ]"
        ),
        ("- { name: test, build: v, publish: { image: false } }", "build v of . always"),
        ("- { name: test, build: v, publish: {} }", "build v of . always"),
        ("- { name: test, exports: { b: 1.10, a: [x, { k: v }], e: } }", "export b=1.10 a=(x, (k=v)) e="),
        ("- { name: test, trigger: { name: x, wait: true } }", "trigger x"),
        (
            "- { name: test, promote: [{ chart: c, environments: [e, '${.stage}'], version: '1.10' }, { chart: d, version: 2, environments: }] }",
            "promote (chart=c, environments=(e, ${.stage}), version=1.10), (chart=d, version=2)"
        ),
        (
            "- { name: test, promote: { $each: c, $in: '${a.imageID}', $yield: { chart: '${.c}', version: v } } }",
            "promote each c in ${a.imageID} at \"\\n\": (chart=${.c}, version=v)"
        ),
        (
            "- { name: test, build: v, publish: { image: true }, promote: true }",
            "build v of . always; "
                + "publish ${.imageID} ${setup.project} ${setup.timestamp}-${.stage} [${setup.tag}]; promote ()"
        ),
        ("- { name: test, promote: false, deploy: {} }", ""),
        (
            "- { name: test, deploy: { chart: {}, image: i, tag: t } }",
            "deploy ${setup.projectShortName} - i t test - []"
        ),
        (
            "- { name: test, deploy: { chart: { name: c, version: 1.0 }, image: i, tag: t, cluster: ci, test: no, timeout: 60, overrides: { a: { b: 1 } } } }",
            "deploy c 1.0 i t - 60 [a=(b=1)]"
        ),
        (
            "- { name: test, run: { image: '${a.imageID}' }, copy: [/a, { source: /b, archive: yes, from: , destination: c }] }",
            "run ${a.imageID} [] {} 0; copy /a, (source=/b, archive=true, destination=c)"
        ),
        (
            "- { name: test, run: { image: i, arguments: { $each: [k, v], $in: [a b], $delimiter: ';', $yield: '${.k}' } } }",
            "run i [each k v in (a b) at \";\": ${.k}] {} 0"
        ),
        (
            "- { name: test, run: { image: i, env: { $merge: { A: x }, $with: { B: y } } } }",
            "run i [] {(A=x) + (B=y)} 0"
        ),
        (
            "- { name: test, exports: { l: { $each: n, $in: '${a.imageID}' }, s: { $merge: 1, $with: 2 } } }",
            "export l=(each n in ${a.imageID} at \"\\n\": ${.n}) s=(1 + 2)"
        ),
        (
            "- { name: test, build: { variant: v, excludes: ['*.tmp', { $merge: a, $with: b }] } }",
            "build v of . always without *.tmp, (a + b)"
        ),
        ("- { name: test, copy: [], promote: , trigger: {} }", ""),
        ("- { name: test, build: '' }", ""),
        ("- { name: test, run: {} }", ""),
    ])
    func means(_ yaml: String, _ expected: String) throws {
        let reading = Reading(stages: "- { name: a, build: v }\n\(yaml)")
        #expect(reading.isUsable, "\(reading.findings)")
        let stage = try #require(reading.stages.last)
        #expect(stage.summary == expected)
    }

    @Test func fillsInThePipelinesDefaults() throws {
        let pipeline = try #require(
            Reading("pipelines: { svc: { stages: [ { name: test }, { name: b, blubberfile: x/y.yaml } ] } }")
                .pipelines.first)
        #expect(pipeline.directory == "")
        #expect(pipeline.stages.map(\.blubberFile.text) == ["svc/blubber.yaml", "x/y.yaml"])
        #expect(!pipeline.isPublishing)
        #expect(pipeline.literalBlubberFiles == ["svc/blubber.yaml"])
    }

    @Test(arguments: ["~", "''", "false", "0", "[]", "{}", "null"])
    func takesABlankKeyForAbsent(_ blank: String) throws {
        let reading = Reading(
            """
            pipelines:
              svc:
                blubberfile: \(blank)
                directory: \(blank)
                execution: \(blank)
                fetch: \(blank)
                notify: \(blank)
                stages: [ { name: a }, { name: b, build: c, copy: \(blank), blubberfile: \(blank), exports: \(blank) } ]
            """)
        #expect(reading.findings == "")
        let pipeline = try #require(reading.pipelines.first)
        #expect(pipeline.directory == "")
        #expect(pipeline.stages.map(\.blubberFile.text) == ["svc/blubber.yaml", "svc/blubber.yaml"])
        #expect(pipeline.graph.ancestors(of: "b") == ["a"])
    }

    @Test func acceptsTheWholePipelineLevel() throws {
        let reading = Reading(
            """
            pipelines:
              svc:
                blubberfile: /blubber.yaml
                directory: ./services//api/
                fetch: { shallow: true, depth: 20, submodules: off, tags: false }
                stages: [ { name: a }, { name: b }, { name: c, publish: { image: { id: '${a.imageID}' } } } ]
                execution: [ [ b, a, c ] ]
                anchors: 1
            version: 1
            """)
        #expect(reading.findings == "")
        let pipeline = try #require(reading.pipelines.first)
        #expect(pipeline.directory == "services/api")
        #expect(pipeline.literalBlubberFiles == ["blubber.yaml", "blubber.yaml"])
        #expect(pipeline.stages.map(\.name) == ["a", "b", "c"])
        #expect(pipeline.isPublishing)
    }

    @Test func takesAnAliasedBlockForEachStage() throws {
        let reading = Reading(
            stages: """
                - { name: a, build: x, run: &r { arguments: ['${.stage}'], env: &e { A: '1' } } }
                - { name: b, build: w, run: *r }
                - { name: c, build: z, run: { env: { <<: *e, B: '2' } } }
                """)
        #expect(reading.findings == "")
        #expect(
            reading.stages.map(\.summary) == [
                "build x of . always; run ${.imageID} [${.stage}] {A=1} 0",
                "build w of . always; run ${.imageID} [${.stage}] {A=1} 0",
                "build z of . always; run ${.imageID} [] {A=1, B=2} 0",
            ])
    }
}

extension BlubberFile {
    fileprivate var text: String {
        switch self {
        case .path(let template): template.source
        case .inline: "inline"
        }
    }
}

extension Stage {
    fileprivate var summary: String {
        var steps: [String] = []
        if let build {
            let excludes = build.excludes.map { " without \($0.text)" } ?? ""
            let policy = build.pullPolicy?.source ?? "always"
            steps.append("build \(build.variant.source) of \(build.context.source) \(policy)\(excludes)")
        }
        if let run {
            steps.append("run \(run.image.source) [\(run.arguments.text)] {\(run.environment.text)} \(run.tail)")
        }
        if let publish {
            let tags = publish.tags.text
            steps.append("publish \(publish.id.source) \(publish.name.source) \(publish.tag.source) [\(tags)]")
        }
        if let copy { steps.append("copy \(copy.entries.text)") }
        if let exports {
            steps.append("export " + exports.entries.map { "\($0.name)=\($0.value.inner)" }.joined(separator: " "))
        }
        if let promote { steps.append("promote \(promote.entries.text)") }
        if let deploy {
            let words = [
                deploy.chart.source, deploy.chartVersion?.source ?? "-", deploy.image?.source ?? "-",
                deploy.tag?.source ?? "-", deploy.test ? "test" : "-", deploy.timeout?.source ?? "-",
            ]
            steps.append("deploy \(words.joined(separator: " ")) [\(deploy.overrides.text)]")
        }
        if let trigger { steps.append("trigger \(trigger.name)") }
        return steps.joined(separator: "; ")
    }
}

extension ValueTemplate {
    fileprivate var text: String {
        switch self {
        case .text(let template), .number(let template): template.source
        case .list(let items): items.map(\.inner).joined(separator: ", ")
        case .map(let entries): entries.map { "\($0.key)=\($0.value.inner)" }.joined(separator: ", ")
        case .each(let each):
            "each \(each.names.joined(separator: " ")) in \(each.source.inner) at \(each.delimiter.source.debugDescription): "
                + each.yield.inner
        case .merge(let first, let second, _): "\(first.inner) + \(second.inner)"
        }
    }

    fileprivate var inner: String {
        switch self {
        case .text, .number: text
        default: "(\(text))"
        }
    }
}
