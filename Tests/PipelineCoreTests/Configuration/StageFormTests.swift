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
        ("- { name: test, copy: [/a], deploy: { chart: {} } }", "later copy deploy"),
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
        #expect(pipeline.stages.flatMap(\.unavailable) == [])
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
        }
    }
}

extension Stage {
    fileprivate var summary: String {
        var steps: [String] = []
        if let build {
            steps.append(
                "build \(build.variant.source) of \(build.context.source) \(build.pullPolicy?.source ?? "always")")
        }
        if let run {
            let arguments = run.arguments.map(\.source).joined(separator: ", ")
            let environment = run.environment.map { "\($0.name)=\($0.value.source)" }.joined(separator: ", ")
            steps.append("run \(run.image.source) [\(arguments)] {\(environment)} \(run.tail)")
        }
        if let publish {
            let tags = publish.tags.map(\.source).joined(separator: ", ")
            steps.append("publish \(publish.id.source) \(publish.name.source) \(publish.tag.source) [\(tags)]")
        }
        if let exports {
            steps.append("export " + exports.entries.map { "\($0.name)=\($0.value.text)" }.joined(separator: " "))
        }
        if !unavailable.isEmpty { steps.append("later " + unavailable.map(\.name).joined(separator: " ")) }
        return steps.joined(separator: "; ")
    }
}

extension ExportedValue {
    fileprivate var text: String {
        switch self {
        case .template(let template): template.source
        case .list(let items): "(" + items.map(\.text).joined(separator: ", ") + ")"
        case .map(let entries): "(" + entries.map { "\($0.key)=\($0.value.text)" }.joined(separator: ", ") + ")"
        }
    }
}
