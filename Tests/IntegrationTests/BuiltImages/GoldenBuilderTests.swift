import FoundationEssentials
import PipelineTestSupport
import Testing

/// Golden configurations that need real tools: accounts, the builders, scripts, mounts, caches and arguments, on Debian.
@Suite(.timeLimit(.minutes(20)))
struct GoldenBuilderTests {
    private static let authorities = ["--ca-bundle", "/etc/ssl/certs/ca-certificates.crt"]

    /// What is left behind nowhere: scripts, bundles of authorities, caches that are mounted. Engines and accounts bring the
    /// files that are passed over, pip and npm what they keep for themselves.
    private static let traces = """
        ls -A /run /tmp /home/somebody | grep -v -e '^/' -e '^$' -e lock -e systemd -e .containerenv -e .bash -e .profile \\
            -e '^.cache$' -e npm -e node-compile-cache || true
        """

    private func build(
        _ name: String, on engine: TestEngine, _ files: [String: String] = [:], probe: String
    ) async throws -> (image: BuiltContents.Configuration, output: String, log: String) {
        let golden = try GoldenFile(name)
        var built: (BuiltContents.Configuration, String, String)?
        try await withDebianFolder(engine, golden.blubber, files) { folder in
            // What a cached step printed is not printed again.
            let log = try await folder.build(golden.variant, Self.authorities + ["--no-cache"])
            let configuration = try await folder.configuration()
            #expect(configuration.Labels?["blubber.variant"] == golden.variant)
            built = (configuration, try await folder.output(of: probe), log)
        }
        return try #require(built)
    }

    @Test(arguments: TestEngine.allCases)
    func accountsThatAreThere(engine: TestEngine) async throws {
        let (image, output, _) = try await build(
            "03-lives-and-runs", on: engine,
            probe: "stat -c '%n %a %u:%g' /srv/service /opt/lib; getent passwd 1000 33 | cut -d : -f 1-4; ls /home")
        #expect(image.User == "33")
        #expect(image.WorkingDir == "/srv/service/public")
        #expect(image.Entrypoint == ["./run", "--port", "80"])
        let environment = Set(image.Env ?? [])
        #expect(
            environment.isSuperset(of: [
                "API_URL=http://localhost:80/", "DEBUG=", "HOME=/home/www-data", "LANG=C.UTF-8",
            ]))
        #expect(
            output == """
                /srv/service 755 1000:1000
                /opt/lib 755 1000:1000
                deploy:x:1000:1000
                www-data:x:33:33
                alice
                bob
                deploy

                """)
    }

    @Test(arguments: TestEngine.allCases)
    func accountsByVariant(engine: TestEngine) async throws {
        let (image, output, _) = try await build(
            "80-users-by-variant", on: engine,
            probe: "stat -c '%n %a %u:%g' /srv/one /opt/lib; getent passwd 1001 5 | cut -d : -f 1-4; getent group 900")
        #expect(image.User == "5")
        #expect(image.WorkingDir == "/srv/one")
        #expect(image.Env?.contains("HOME=/home/bob.1") == true)
        #expect(
            output == """
                /srv/one 755 1001:1002
                /opt/lib 755 1001:1002
                alice:x:1001:1002
                games:x:5:60
                bob.1:x:900:

                """)
    }

    @Test(arguments: TestEngine.allCases)
    func npm(engine: TestEngine) async throws {
        let files = [
            "package.json": #"{"name": "x", "version": "1.0.0"}"#,
            "package-lock.json": """
            {"name": "x", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
             "packages": {"": {"name": "x", "version": "1.0.0"}}}
            """,
        ]
        let (image, output, log) = try await build(
            "12-node-production", on: engine, files,
            probe: "cd /srv/app; stat -c '%n %a %u:%g' * | grep -v node_modules; \(Self.traces)")
        #expect(image.Env?.contains("NODE_ENV=production") == true)
        #expect(log.contains("npm ci"))
        #expect(output == "package-lock.json 644 65533:65533\npackage.json 644 65533:65533\n")
    }

    @Test(arguments: TestEngine.allCases)
    func composer(engine: TestEngine) async throws {
        let files = [
            "composer.json": #"{"name": "a/b", "require": {"php": ">=8"}}"#,
            "composer.lock": """
            {"content-hash": "0", "packages": [], "packages-dev": [], "aliases": [], "minimum-stability": "stable",
             "stability-flags": [], "prefer-stable": false, "prefer-lowest": false, "platform": {"php": ">=8"},
             "platform-dev": [], "plugin-api-version": "2.3.0"}
            """,
        ]
        let (_, output, _) = try await build(
            "14-php", on: engine, files,
            probe: """
                cd /srv/app; ls -A; stat -c '%a %u:%g' vendor/autoload.php
                php -r 'require "vendor/autoload.php"; echo Composer\\InstalledVersions::getRootPackage()["dev"] ? "dev" : "production";'
                """)
        #expect(output == "composer.json\ncomposer.lock\nvendor\n644 65533:65533\nproduction")
    }

    @Test(arguments: TestEngine.allCases)
    func pip(engine: TestEngine) async throws {
        let files = [
            "requirements.txt": "six==1.16.0\n", "docs/r.txt": "toml==0.10.2\n", "a/b.txt": "iniconfig==2.0.0\n",
        ]
        let (image, output, _) = try await build(
            "15-python-pip", on: engine, files,
            probe: """
                cd /srv/app; find . -type f | sort; stat -c '%u:%g' /opt/lib/venv/bin/python
                /opt/lib/venv/bin/pip list --format freeze 2> /dev/null | grep -i -e six -e toml -e iniconfig -e ^pip -e setuptools | grep -v tomli
                grep include-system /opt/lib/venv/pyvenv.cfg; \(Self.traces)
                """)
        #expect(image.WorkingDir == "/srv/app/src")
        let environment = Set(image.Env ?? [])
        #expect(environment.contains("VIRTUAL_ENV=/opt/lib/venv"))
        #expect(!environment.contains { $0.contains("ca-bundle") || $0.contains("CERT") })
        let setuptools =
            output.firstMatch(of: /setuptools==81\.[0-9.]+/).map { String($0.output) } ?? "setuptools==81.*"
        #expect(
            output == """
                ./c/d.txt
                ./docs/r.txt
                ./requirements.txt
                65533:65533
                iniconfig==2.0.0
                pip==24.1
                \(setuptools)
                six==1.16.0
                toml==0.10.2
                include-system-site-packages = true

                """)
    }

    @Test(arguments: TestEngine.allCases)
    func buildersInOrder(engine: TestEngine) async throws {
        let files = [
            "one.sh": "command -v python >> runs\n", "package.json": #"{"name": "x", "version": "1.0.0"}"#,
        ]
        let (image, output, _) = try await build(
            "44-builders-order", on: engine, files,
            probe: "cd /srv/app; cat runs; ls | grep -v -e node_modules -e lock; \(Self.traces)")
        #expect(Set(image.Env ?? []).isSuperset(of: ["NODE_ENV=test", "VIRTUAL_ENV=/opt/lib/venv"]))
        #expect(
            output == """
                /srv/alice/node/bin/python
                /opt/lib/venv/bin/python
                one.sh
                package.json
                runs

                """)
    }

    @Test(arguments: TestEngine.allCases)
    func scripts(engine: TestEngine) async throws {
        let (_, output, log) = try await build(
            "21-script", on: engine, probe: "ls -A /srv/app /opt/lib; \(Self.traces)")
        #expect(log.contains("\"/home/somebody\" \\ 'quoted'"))
        #expect(log.contains("hi\n"))
        #expect(output == "/opt/lib:\n\n/srv/app:\n")
    }

    @Test(arguments: TestEngine.allCases)
    func scriptOfAnInterpreter(engine: TestEngine) async throws {
        let (_, output, log) = try await build(
            "74-script-interpreter", on: engine, ["tools/x": ""], probe: "cd /srv/app; find . -type f; \(Self.traces)")
        #expect(log.contains("BLUBBER_SCRIPT_2"))
        #expect(output == "./tools/x\n")
    }

    @Test(arguments: TestEngine.allCases)
    func mountsCachesAndArguments(engine: TestEngine) async throws {
        let makefile = """
            all:
            \tcat /mnt/assets/page tools/tool $$DATA/in/etc/debian_version > /opt/lib/seen
            \techo "$$NAME $$DATA $$(id -u)" >> /opt/lib/seen
            \techo kept > /var/cache/$$NAME/kept; echo kept > $$HOME/.cache/pip/kept; echo kept > .webcache/kept
            \techo lost > lost || true

            """
        let files = ["Makefile": makefile, "dist/page": "page\n", "tools/tool": "tool\n"]
        let (image, output, _) = try await build(
            "24-mounts-and-caches-portable", on: engine, files,
            probe: """
                sed 's/^1[23]\\.[0-9]*$/Debian/' /opt/lib/seen; stat -c '%u:%g' /opt/lib/seen
                find /srv/notes /srv/data /mnt /var/cache/web -type f 2> /dev/null; \(Self.traces)
                """)
        #expect(image.WorkingDir == "/srv/notes")
        #expect(image.Env?.contains { $0.hasPrefix("DATA") || $0.hasPrefix("NAME") } == false)
        #expect(output == "page\ntool\nDebian\nweb /srv/data 65533\n65533:65533\n")
    }
}
