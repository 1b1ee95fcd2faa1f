internal import CommandRunner
internal import FoundationEssentials
internal import OCI
public import PipelineCore

/// A base image of two megabytes: busybox, its commands, and the users `root` and `nobody`.
public enum TinyImage {
    /// Its name in every engine.
    public static let name = "localhost/pipeline-runner-tests/tiny:1"

    /// Makes sure that an engine holds the image, and returns its ID. It stays there for the next test run.
    public static func load(into engine: any ImageEngine) async throws -> ImageID {
        if let image = try await engine.inspect(name) { return image.id }
        return try await withTemporaryFolder { folder in
            try await writeArchive(to: "\(folder)/root.tar", in: folder)
            return try await engine.load(rootFileSystem("\(folder)/root.tar"), as: ImageReference(name))
        }
    }

    /// How the archive becomes an image.
    public static func rootFileSystem(_ archive: String) -> RootFileSystem {
        var source = RootFileSystem(archive: archive, created: 1_700_000_000, architecture: architecture)
        source.environment = ["PATH=/bin"]
        source.labels = ["purpose": "tests"]
        return source
    }

    /// Writes the root file system as a tar archive; `folder` takes what it is made of.
    public static func writeArchive(to archive: String, in folder: String) async throws {
        let script = """
            set -eu
            mkdir -p "$1/root/bin" "$1/root/etc" "$1/root/tmp" "$1/root/root"
            cp "$(command -v busybox)" "$1/root/bin/busybox"
            for command in $(busybox --list); do
                [ "$command" = busybox ] || ln -sf busybox "$1/root/bin/$command"
            done
            printf 'root:x:0:0:root:/root:/bin/sh\\nnobody:x:65534:65534:nobody:/:/bin/sh\\n' > "$1/root/etc/passwd"
            printf 'root:x:0:\\nnogroup:x:65534:\\n' > "$1/root/etc/group"
            chmod 1777 "$1/root/tmp"
            tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$1/root" -cf "$2" .
            """
        let made = try await TestEnvironment.runner.capture(Command("sh", ["-c", script, "sh", folder, archive]))
        guard made.status.isSuccess, FileManager.default.fileExists(atPath: "/usr/share/doc/busybox-static") else {
            throw MissingRequirement("a static busybox", package: "busybox-static")
        }
    }

    private static var architecture: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }
}
