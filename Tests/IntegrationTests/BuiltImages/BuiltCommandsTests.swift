import FoundationEssentials
import PipelineTestSupport
import Testing

/// Commands, scripts, arguments, caches and mounts: the same image on both engines.
@Suite(.timeLimit(.minutes(10)))
struct BuiltCommandsTests {
    @Test(arguments: TestEngine.allCases)
    func configurationOfTheImage(engine: TestEngine) async throws {
        let blubber = """
            base: BASE
            runs:
              in: /srv/app/run
              environment: { ONE: "1", TWO: "a $ONE \\\\ 'q' \\"d\\"", HOME: /nowhere, PLACE: "${HOME}/x", EMPTY: "" }
            arguments: { SECRET: hidden, TAKEN: default }
            variants:
              app:
                arguments: { TAKEN: "" }
                builder: { command: 'echo "$TWO|$HOME|$PLACE|$SECRET|$TAKEN|$(id -u):$(id -g)|$PWD" > seen' }
                entrypoint: [/bin/sh, -c, 'echo "$1" $HOME']

            """
        try await withFolder(engine, blubber) { folder in
            try await folder.build("app", ["--build-arg", "SECRET=given $x", "--build-arg", "UNUSED=1"])
            let image = try await folder.contents()
            #expect(image.user == "900")
            #expect(image.workingDirectory == "/srv/app/run")
            #expect(image.entrypoint == ["/bin/sh", "-c", "echo \"$1\" $HOME"])
            #expect(image.command == [])
            #expect(
                image.environment.sorted() == [
                    "EMPTY=", "HOME=/home/runuser", "ONE=1", "PATH=/bin", "PLACE=/home/somebody/x",
                    "TWO=a  \\ 'q' \"d\"",
                ])
            #expect(image.labels["blubber.variant"] == "app")
            #expect(image.labels["blubber.version"] != nil)
            #expect(
                try image.text("srv/app/seen")
                    == "a  \\ 'q' \"d\"|/nowhere|/home/somebody/x|given $x||65533:65533|/srv/app\n")
            // Docker makes the folder at once, buildah when a container is started.
            #expect(image.files.filter { !$0.hasSuffix(" srv/app/run") } == ["f 644 65533:65533 srv/app/seen"])
        }
    }

    @Test(arguments: TestEngine.allCases)
    func insecurely(engine: TestEngine) async throws {
        let blubber = "base: BASE\nvariants: { app: { runs: { insecurely: true }, entrypoint: [id] } }\n"
        try await withFolder(engine, blubber) { folder in
            try await folder.build()
            let image = try await folder.contents()
            #expect(image.user == "65533")
            #expect(image.environment.contains("HOME=/home/somebody"))
            #expect(image.workingDirectory == "/srv/app")
            #expect(image.files == [])
        }
    }

    @Test(arguments: TestEngine.allCases)
    func commandsAndScripts(engine: TestEngine) async throws {
        let padding = String(
            repeating: "# a line that makes the script long, with 'quotes' and \\\\ and é\n      ", count: 3000)
        let blubber = """
            base: BASE
            builders:
            - custom:
                command: |
                  for name in a b; do
                    echo "100% of $name" >> list
                  done
            - custom: { command: ["> words printf", '%s\\n', "a b", "$HOME", 'back\\slash'], requirements: [in/] }
            - custom: { command: "cat <<EOF > here\\n$HOME \\"q\\"\\nEOF" }
            - custom:
                script: |
                  set -e
                  \(padding)
                  echo "$0 $(id -u) $PWD" > script
                  ls -l "$0" | cut -c 1-10 >> script
            - custom:
                script: "#!/bin/awk -f\\nBEGIN { print \\"awk\\" > \\"awk\\" }\\n"
            variants: { app: {} }

            """
        try await withFolder(engine, blubber, ["in/file": "x"]) { folder in
            try await folder.build()
            let image = try await folder.contents()
            #expect(
                image.files == [
                    "f 644 65533:65533 srv/app/awk", "f 644 65533:65533 srv/app/here", "d 755 65533:65533 srv/app/in",
                    "f 644 65533:65533 srv/app/in/file", "f 644 65533:65533 srv/app/list",
                    "f 644 65533:65533 srv/app/script", "f 644 65533:65533 srv/app/words",
                ])
            #expect(try image.text("srv/app/words") == "a b\n/home/somebody\nback\\slash\n")
            #expect(try image.text("srv/app/list") == "100% of a\n100% of b\n")
            #expect(try image.text("srv/app/here") == "/home/somebody \"q\"\n")
            #expect(
                try image.text("srv/app/script").contains(try Regex("^/[^ ]*/script 65533 /srv/app\n-r-xr-xr-x\n$")))
        }
    }

    @Test(arguments: TestEngine.allCases)
    func cachesOutliveBuilds(engine: TestEngine) async throws {
        let blubber = """
            base: BASE
            arguments: { NAME: one, NUMBER: "0" }
            variants:
              app:
                builder:
                  command: |
                    stat -c '%a %u:%g' .store /var/$NAME > owners
                    cat .store/file /var/$NAME/file > found 2> /dev/null
                    echo "$NUMBER" > .store/file; echo "$NUMBER" > /var/$NAME/file
                  caches:
                    - { destination: .store, id: UNIQUE-a }
                    - { destination: /var/$NAME, id: UNIQUE-b, access: locked }

            """
        let unique = TestEnvironment.uniqueName("cache")
        try await withFolder(engine, blubber.replacing("UNIQUE", with: unique)) { folder in
            try await folder.build("app", ["--build-arg", "NUMBER=1"])
            try await folder.build("app", ["--build-arg", "NUMBER=2", "--build-arg", "NAME=two"])
            let image = try await folder.contents()
            #expect(try image.text("srv/app/found") == "1\n1\n")
            #expect(try image.text("srv/app/owners") == "755 65533:65533\n755 65533:65533\n")
            // The folders that engines make to mount something there stay, empty.
            let mountPoints: Set = ["srv/app/.store", "var", "var/two"]
            #expect(
                image.files.filter { !mountPoints.contains(String($0.split(separator: " ")[3])) } == [
                    "f 644 65533:65533 srv/app/found", "f 644 65533:65533 srv/app/owners",
                ])
        }
    }

    /// buildah by itself would write through to the folder and the other stages, and reuse a step made with other files.
    @Test(arguments: TestEngine.allCases)
    func mountsAreSnapshots(engine: TestEngine) async throws {
        let blubber = """
            base: BASE
            arguments: { WHERE: data }
            variants:
              made: { builder: { requirements: [{ from: local, source: seed }], command: "cp seed made; chmod 666 made" } }
              app:
                builder:
                  requirements: [{ from: local, source: other }]
                  command: |
                    cat /mnt/file /made/made /etc2/group > all
                    echo changed > /made/made
                    echo changed > /mnt/new || true
                  mounts:
                    - { from: local, source: $WHERE, destination: /mnt }
                    - { from: made, source: /srv/app, destination: /made }
                    - { from: BASE, source: /etc, destination: /etc2 }
                copies: [{ from: made, source: made }, { from: local, source: data }]

            """
        try await withFolder(engine, blubber, ["seed": "seed 1\n", "data/file": "file 1\n", "other": "o"]) { folder in
            for number in ["1", "2"] {
                try write("seed \(number)\n", to: "\(folder.folder)/seed")
                try write("file \(number)\n", to: "\(folder.folder)/data/file")
                try await folder.build()
                let image = try await folder.contents()
                let group = try read("\(image.folder)/etc/group")
                #expect(try image.text("srv/app/all") == "file \(number)\nseed \(number)\n\(group)")
                #expect(try image.text("srv/app/made") == "seed \(number)\n")
                let paths = image.files.map { $0.split(separator: " ")[3] }.filter {
                    !["mnt", "made", "etc2"].contains($0)
                }
                #expect(
                    paths == ["srv/app/all", "srv/app/data", "srv/app/data/file", "srv/app/made", "srv/app/other"])
            }
            let names = try FileManager.default.subpathsOfDirectory(atPath: folder.folder).sorted()
            #expect(names == ["blubber.yaml", "data", "data/file", "other", "seed"])
        }
    }

    /// buildah by itself would remove the folders that were mounted over, and all in them.
    @Test(arguments: TestEngine.allCases)
    func mountPointsKeepWhatWasThere(engine: TestEngine) async throws {
        let blubber = """
            base: BASE
            variants:
              app:
                arguments: { KEPT: "yes" }
                builders:
                - custom: { requirements: [in/], command: "chmod 700 in; echo kept > own" }
                - custom: { command: "ls -A . in > /opt/lib/seen", mounts: [local], caches: [in, { destination: /etc, id: UNIQUE }] }
                - custom: { command: 'echo "$KEPT $HOME" > after' }

            """
        let unique = TestEnvironment.uniqueName("cache")
        try await withFolder(engine, blubber.replacing("UNIQUE", with: unique), ["in/file": "x"]) { folder in
            try await folder.build()
            let image = try await folder.contents()
            #expect(
                image.files == [
                    "f 644 65533:65533 opt/lib/seen", "f 644 65533:65533 srv/app/after", "d 700 65533:65533 srv/app/in",
                    "f 644 65533:65533 srv/app/in/file", "f 644 65533:65533 srv/app/own",
                ])
            #expect(try image.text("srv/app/after") == "yes /home/somebody\n")
            #expect(try image.text("opt/lib/seen").hasPrefix(".:\n"))
        }
    }

    @Test(arguments: TestEngine.allCases)
    func aBundleOfAuthoritiesLeavesNothing(engine: TestEngine) async throws {
        let blubber = """
            base: BASE
            variants:
              app:
                builder: { script: 'cat "$SSL_CERT_FILE" "$PIP_CERT" | tr "a-z" "A-Z" > seen' }
                entrypoint: [sh, -c, 'cat "$SSL_CERT_FILE"; echo "$0"']

            """
        try await withFolder(engine, blubber) { folder in
            try write("-----BEGIN authority\n", to: "\(folder.sandbox.folder)/ca.pem")
            try await folder.build("app", ["--ca-bundle", "ca.pem"])
            let image = try await folder.contents()
            #expect(try image.text("srv/app/seen") == "-----BEGIN AUTHORITY\n-----BEGIN AUTHORITY\n")
            #expect(image.files == ["f 644 65533:65533 srv/app/seen"])
            #expect(!image.environment.contains { $0.contains("ca-bundle") })
        }
    }
}
