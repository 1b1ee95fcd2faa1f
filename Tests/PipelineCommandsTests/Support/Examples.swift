/// Files of our own that use what the samples do not.
enum Examples {
    static let pipelines = [
        """
        pipelines:
          release:
            blubberfile: svc.yaml
            directory: services/api
            fetch: { shallow: true, depth: 5, submodules: false, tags: no }
            stages:
              - name: lint
              - { name: unit, build: test, run: { arguments: ['--fast', 3], tail: 1 } }
              - name: image
                build: { variant: production, context: ., imagePullPolicy: always }
                publish: { image: { name: '${setup.projectShortName}-api', tag: x, tags: [edge, '${setup.tag}'] } }
                exports: { ref: '${.publishedImage}', list: [a, { b: c }], none: }
              - name: smoke
                run: { image: '${image.imageID}', arguments: ['--check', '${unit.output|none}'], env: { REF: '${image.ref}' } }
            execution: [[lint, image], [unit, image, smoke]]
        """,
        """
        other: tolerated
        pipelines:
          docs:
            notify: { email: { to: a@example.org } }
            further: tolerated
            stages:
              - { name: versions, build: probe, run: { tail: -1 } }
              - name: site
                build: { variant: docs, context: site, excludes: ['*.tmp'] }
                run:
                  arguments: { $each: [ver, label], $in: '${versions.output}', $yield: '${.ver}' }
                  credentials: [{ id: a, name: B }]
                copy: [{ source: /out/, destination: public, archive: true }, /log.txt]
              - { name: push, publish: { image: { id: '${site.imageID}' } }, promote: [{ chart: x }], run: false, copy: [] }
              - { name: c, build: test, run: { }, deploy: { chart: { name: x }, image: i, tag: t }, trigger: { name: job }, publish: { image: {} } }
              - name: d
                build: production
                publish: { image: true }
                promote: { $merge: [{ environments: [staging, { $merge: a, $with: b }] }], $with: { $each: c, $in: [x, y], $yield: { chart: '${.c}', version: 1.10 } } }
                deploy: { chart: {}, cluster: ci, test: no, timeout: 60, overrides: { a: { b: 1, c: [yes, ~] } } }
              - { name: e, build: test, publish: { image: true }, promote: true, deploy: }
              - { name: f, trigger: { name: job, parameters: { a-b.c: '${c.imageID}', n: 1 }, wait: true, propagate: false } }
              - { name: g, trigger: { name: job, parameters: { $merge: {}, $with: { a: b } }, wait: , propagate: } }
        """,
        "pipelines: { p: { stages: [name: test], execution: [], directory: '', blubberfile: , fetch: {} } }",
    ]

    static let fleets = [
        """
        state: s
        registry: oci:images
        engine: docker
        jobs: 8
        secrets: { a: { env: A }, b: { file: b.secret } }
        credentials:
          c: { username: u, password: a }
          d: { token: b }
          e: { key: id, passphrase: a, known-hosts: hosts, username: git }
        hooks: { port: 0, address: localhost, secret: b }
        metrics: { port: 9100 }
        limits: { per-host: 3, hosts: { h: 1 }, backoff: 1h, poll-timeout: 1m30s, step-timeout: 1d }
        retention: { age: 30d, runs: 10 }
        defaults: { branches: ['**'], tags: ['v?.*'], interval: 90s, commits: latest, first-sight: run, priority: 5 }
        repositories:
          - name: a
            url: git@git.example.org:a/b.git
            credentials: e
            hook-secret: a
            paths: ['!docs', '**/*.c']
            events: { merge: [a, { pipelines: ['b*'], paths: [x/], actions: [build, run] }], tag: [], gate: ['*'] }
          - { name: b, url: 'ssh://git@[::1]:22/b' }
        """
    ]

    /// Mistakes that both the parser and the schema see.
    static let broken: [FileKind: [String]] = [
        .blubber: [
            "{}", "version: v3", "version: 4", "[]", "version: v4\nbaze: x", "version: v4\nvariants: []",
            "version: v4\nvariants: { ab: {} }", "version: v4\nvariants: { abc: }", "version: v4\ncopies: [local]",
            "version: v4\nbase: scratch", "version: v4\nbase: 'A b'", "version: v4\napt: [git]",
            "version: v4\napt: { packages: git }", "version: v4\napt: { packages: [Git] }",
            "version: v4\napt: { packages: { '12': [git] } }", "version: v4\napt: { sources: [{ url: 'http://x' }] }",
            "version: v4\napt: { proxies: ['x:80'] }", "version: v4\nlives: { in: '' }",
            "version: v4\nlives: { in: x }",
            "version: v4\nlives: { as: root }", "version: v4\nlives: { uid: -1 }", "version: v4\nruns: { uid: x }",
            "version: v4\nruns: { environment: { A-B: x } }", "version: v4\nruns: { environment: { AB: 1 } }",
            "version: v4\narguments: { AB: y }", "version: v4\nentrypoint: ./run",
            "version: v4\nruns: { insecurely: 1 }",
            "version: v4\nnode: { env: a-b }", "version: v4\nnode: { requirements: package.json }",
            "version: v4\nnode: { requirements: [/etc] }", "version: v4\nnode: { requirements: [a, a] }",
            "version: v4\npython: { version: 3.11 }", "version: v4\npython: { poetry: { version: '1.3' } }",
            "version: v4\nbuilder: [make]", "version: v4\nbuilder: { command: '' }",
            "version: v4\nbuilder: { command: a, script: b }", "version: v4\nbuilder: { mounts: [{ source: a }] }",
            "version: v4\nbuilder: { caches: [{ id: a }] }",
            "version: v4\nbuilder: { caches: [{ destination: a, access: b }] }",
            "version: v4\nbuilders: [{}]", "version: v4\nbuilders: [{ node: {}, php: {} }]",
            "version: v4\nbuilders: [{ node: {} }, { node: {} }]", "version: v4\nbuilders: [{ builder: {} }]",
            "version: v4\nbuilders: [{ node: {}, com: }]",
            "version: v4\nbuilders: [{ php: {} }]\nnode: { use-npm-ci: true }",
            "version: v4\nvariants: { abc: { copies: local } }",
            "version: v4\nvariants: { abc: { copies: [local, { from: local }] } }",
            "version: v4\nvariants: { abc: { copies: [{ from: local, destination: x }] } }",
            "version: v4\nvariants: { abc: { copies: [{ source: x }] } }",
            "version: v4\nvariants: { abc: { includes: x } }",
            "version: v4\nvariants: { abc: { version: v4 } }",
        ],
        .pipeline: [
            "{}", "[]", "pipelines: {}", "pipelines: []", "pipelines: { p: [] }", "pipelines: { p: {} }",
            "pipelines: { p: { stages: [] } }", "pipelines: { p: { stages: { name: a } } }",
            "pipelines: { p: { stages: [a] } }",
            "pipelines: { p: { stages: [{}] } }", "pipelines: { p: { stages: [{ name: '' }] } }",
            "pipelines: { p: { stages: [{ name: setup }] } }", "pipelines: { p: { stages: [{ name: a, biuld: b }] } }",
            "pipelines: { p: { stages: [{ name: a, build: [b] }] } }",
            "pipelines: { p: { stages: [{ name: a, build: { variants: b } }] } }",
            "pipelines: { p: { stages: [{ name: a, build: '${b' }] } }",
            "pipelines: { p: { stages: [{ name: a, build: '${}' }] } }",
            "pipelines: { p: { stages: [{ name: a, build: '${a b}' }] } }",
            "pipelines: { p: { stages: [{ name: a, build: b, run: yess }] } }",
            "pipelines: { p: { stages: [{ name: a, build: b, run: { arguments: x } }] } }",
            "pipelines: { p: { stages: [{ name: a, build: b, run: { tail: x } }] } }",
            "pipelines: { p: { stages: [{ name: a, build: b, run: { env: [x] } }] } }",
            "pipelines: { p: { stages: [{ name: a, build: b, publish: true }] } }",
            "pipelines: { p: { stages: [{ name: a, build: b, publish: { image: yess } }] } }",
            "pipelines: { p: { stages: [{ name: a, build: b, publish: { image: { tags: x } } }] } }",
            "pipelines: { p: { stages: [{ name: a, exports: [x] }] } }",
            "pipelines: { p: { stages: [{ name: a, exports: { b: '${' } }] } }",
            "pipelines: { p: { stages: [{ name: a, trigger: x }] } }",
            "pipelines: { p: { stages: [{ name: a, trigger: { wait: true } }] } }",
            "pipelines: { p: { stages: [{ name: a, trigger: { name: x, wait: yess } }] } }",
            "pipelines: { p: { stages: [{ name: a, trigger: { name: x, propagate: 0 } }] } }",
            "pipelines: { p: { stages: [{ name: a, trigger: { name: x, parameters: { 'a b': c } } }] } }",
            "pipelines: { p: { stages: [{ name: a, trigger: { name: x, parameters: [c] } }] } }",
            "pipelines: { p: { stages: [{ name: a, promote: x }] } }",
            "pipelines: { p: { stages: [{ name: a, promote: { chart: x } }] } }",
            "pipelines: { p: { stages: [{ name: a, promote: [x] }] } }",
            "pipelines: { p: { stages: [{ name: a, promote: [{ chrat: x, version: v }] }] } }",
            "pipelines: { p: { stages: [{ name: a, promote: [{ environments: x, version: v }] }] } }",
            "pipelines: { p: { stages: [{ name: a, deploy: true }] } }",
            "pipelines: { p: { stages: [{ name: a, deploy: { chart: x, image: i, tag: t } }] } }",
            "pipelines: { p: { stages: [{ name: a, deploy: { chart: { nmae: x }, image: i, tag: t } }] } }",
            "pipelines: { p: { stages: [{ name: a, deploy: { cluster: prod, image: i, tag: t } }] } }",
            "pipelines: { p: { stages: [{ name: a, deploy: { overrides: [x], image: i, tag: t } }] } }",
            "pipelines: { p: { stages: [{ name: a }], execution: [a] } }",
            "pipelines: { p: { stages: [{ name: a }], execution: [[a, a]] } }",
            "pipelines: { p: { stages: [{ name: a }], directory: ../x } }",
            "pipelines: { p: { stages: [{ name: a }], directory: [x] } }",
            "pipelines: { p: { stages: [{ name: a }], fetch: { deep: 1 } } }",
            "pipelines: { p: { stages: [{ name: a }], fetch: { depth: x } } }",
        ],
        .watch: [
            "{}", "[]", "repositories: []", "repositories: {}", "repositories: [{}]", "repositories: [{ name: a }]",
            "repositories: [{ name: a/b, url: /a }]", "repositories: [{ name: a, url: 'ext::x' }]",
            "repositories: [{ name: a, url: 'https://u:p@h/a' }]", "repositories: [{ name: a, url: -x }]",
            "repositories: [{ name: a, url: /a, branch: main }]",
            "repositories: [{ name: a, url: /a, branches: main }]",
            "repositories: [{ name: a, url: /a, branches: [] }]",
            "repositories: [{ name: a, url: /a, branches: [refs/heads/x] }]",
            "repositories: [{ name: a, url: /a, tags: ['a b'] }]", "repositories: [{ name: a, url: /a, interval: 60 }]",
            "repositories: [{ name: a, url: /a, interval: 1w }]", "repositories: [{ name: a, url: /a, commits: all }]",
            "repositories: [{ name: a, url: /a, priority: 101 }]", "repositories: [{ name: a, url: /a, paths: [/x] }]",
            "repositories: [{ name: a, url: /a, events: { push: [] } }]",
            "repositories: [{ name: a, url: /a, events: { tag: x } }]",
            "repositories: [{ name: a, url: /a, events: { tag: [{ actions: [x] }] } }]",
            "jobs: 0\nrepositories: [{ name: a, url: /a }]", "engine: podman\nrepositories: [{ name: a, url: /a }]",
            "registry: h/x\nrepositories: [{ name: a, url: /a }]",
            "secrets: { a: x }\nrepositories: [{ name: a, url: /a }]",
            "secrets: { a: {} }\nrepositories: [{ name: a, url: /a }]",
            "secrets: { a: { env: A, file: b } }\nrepositories: [{ name: a, url: /a }]",
            "credentials: { a: { username: x } }\nrepositories: [{ name: a, url: /a }]",
            "secrets: { t: { env: T } }\ncredentials: { a: { token: t, known-hosts: true } }\nrepositories: [{ name: a, url: /a }]",
            "hooks: {}\nrepositories: [{ name: a, url: /a }]",
            "hooks: { port: 70000 }\nrepositories: [{ name: a, url: /a }]",
            "limits: { hosts: { 'h:1': 1 } }\nrepositories: [{ name: a, url: /a }]",
            "retention: { runs: 0 }\nrepositories: [{ name: a, url: /a }]",
        ],
        .runner: [
            "[]", "engines: docker", "engine: podman", "registry: h/x", "isolation: none", "jobs: 0", "pull: never",
            "caBundle: ~/x", "network: host", "network: { run: some }", "limits: { memory: 1G }",
            "limits: { memory: 5 }", "limits: { cpus: 0 }", "limits: { cpus: x }", "limits: { pids: 0 }",
            "timeouts: { run: 20 }", "timeouts: { test: 1m }", "credentials: { a: x }", "credentials: { a: {} }",
            "credentials: { a: { kind: string } }", "credentials: { a: { kind: text, value: { env: A } } }",
            "credentials: { a: { kind: string, value: secret } }",
            "credentials: { a: { kind: string, value: { env: A, file: b } } }",
            "credentials: { a: { kind: usernamePassword, password: { env: A } } }",
            "credentials: { a: { kind: string, value: { env: A }, repositories: x } }",
            "notification: { mail: { host: h } }", "notification: { mail: { host: h, from: x } }",
            "notification: { mail: { host: h, from: a@b, port: 0 } }", "notification: { webhook: {} }",
            "notification: { webhook: { url: 'https://u:p@h/' } }", "notification: { webhook: { url: 'ftp://h/' } }",
            "deployments: { repository: /a }", "deployments: { repository: 'ext::x', file: a, key: b }",
            "helm: { command: -x }", "helm: { repository: x }", "triggers: { a: {} }",
            "triggers: { a: { url: 'http://h/', repository: b } }",
            "triggers: { a: { url: 'http://h/', branch: b } }", "events: { push: [] }", "events: { gate: x }",
            "masks: [secret]", "masks: { env: A }",
        ],
    ]
}
