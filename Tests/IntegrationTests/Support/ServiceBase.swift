import CommandRunner
import FoundationEssentials
import PipelineTestSupport

/// The production parent of the services in these tests: busybox and the accounts that Blubber's defaults ask for, so that
/// a build takes a second.
enum ServiceBase {
    static let name = "localhost/pipeline-runner-tests/service-base:1"

    private static let dockerImage = Task { try await importIntoDocker() }
    private static let buildahStorage = Task { try await makeBuildahStorage() }

    /// Sees to it that the engine of `sandbox` holds the image.
    static func provide(to sandbox: Sandbox) async throws {
        switch sandbox.engine {
        case .docker: try await dockerImage.value
        case .buildah:
            try await shell("cp -a \"$1\" \"$2\"", [try await buildahStorage.value, sandbox.storage])
        }
    }

    private static func importIntoDocker() async throws {
        _ = try await withArchive { archive in
            let script = """
                key=$(sha256sum < "$1" | cut -c 1-16)
                there=$(docker image inspect --format '{{.Config.Labels.content}}' "$2" 2> /dev/null || true)
                [ "$there" = "$key" ] && exit
                docker rmi --force "$2" > /dev/null 2>&1 || true
                docker import --change 'ENV PATH=/bin' --change "LABEL content=$key" "$1" "$2"
                """
            try await shell(script, [archive, name])
        }
    }

    /// Makes an image storage that holds the image and the layers with which every service begins; tests work on copies.
    ///
    /// It is kept from one test run to the next, under a name that changes with what it holds.
    private static func makeBuildahStorage() async throws -> String {
        let blubber = "version: v4\nbase: \(name)\nvariants: { test: {} }\n"
        let dockerfile = try await TestProgram.run(
            ["dockerfile", "-", "test", "--dialect", "portable"], environment: TestEnvironment.variables,
            input: blubber)
        return try await withArchive { archive in
            let folder = "\(TestEnvironment.cacheFolder)/service-base"
            let script = """
                mkdir -p "$1"; cd "$1"
                exec 9> lock; flock 9
                key=$({ cat "$2"; printf %s "$3"; } | sha256sum | cut -c 1-16)
                if [ ! -e "$key" ]; then
                    rm -rf [0-9a-f]*
                    printf '[storage]\\ndriver = "%s"\\ngraphroot = "%s/new"\\nrunroot = "%s/run"\\n' \
                        "$(buildah info --format '{{.store.GraphDriverName}}')" "$1" "$1" > storage.conf
                    export CONTAINERS_STORAGE_CONF=$1/storage.conf
                    mkdir -p context; cp "$2" context/root.tar; printf 'version: v4' > context/file
                    printf 'FROM scratch\\nADD root.tar /\\nENV PATH="/bin"\\n' |
                        buildah build --quiet --timestamp 0 --tag "$4" --file - context >&2
                    printf %s "$3" | buildah build --quiet --layers --isolation chroot --file - context >&2
                    cp storage.conf "$key.conf"; mv new "$key"
                fi
                printf %s "$1/$key"
                """
            return try await shell(script, [folder, archive, dockerfile.output, name])
        }
    }

    private static func withArchive<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let script = """
                mkdir -p "$1/root/bin" "$1/root/etc" "$1/root/tmp" "$1/root/root" "$1/root/home/runuser"
                cp "$(command -v busybox)" "$1/root/bin/busybox"
                for command in $(busybox --list); do
                    [ "$command" = busybox ] || ln -sf busybox "$1/root/bin/$command"
                done
                printf 'root:x:0:0::/root:/bin/sh\\nsomebody:x:65533:65533::/:/bin/sh\\n' > "$1/root/etc/passwd"
                printf 'runuser:x:900:900::/home/runuser:/bin/sh\\n' >> "$1/root/etc/passwd"
                printf 'root:x:0:\\nsomebody:x:65533:\\nrunuser:x:900:\\n' > "$1/root/etc/group"
                printf '#!/bin/sh\\ngrep -E "^([^:]*:){2}$2:" "/etc/$1"\\n' > "$1/root/bin/getent"
                chmod 755 "$1/root/bin/getent"; chmod 1777 "$1/root/tmp"
                tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$1/root" -cf "$1/root.tar" .
                """
            try await shell(script, [folder])
            return try await body("\(folder)/root.tar")
        }
    }

    @discardableResult
    private static func shell(_ script: String, _ arguments: [String]) async throws -> String {
        let result = try await TestEnvironment.runner.capture(Command("bash", ["-euc", script, "bash"] + arguments))
        guard result.status.isSuccess else { throw ToolFailure(script, result) }
        return result.standardOutput
    }
}
