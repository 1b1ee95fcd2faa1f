internal import Hashing

/// What mmdebstrap is told: a definition as a command line.
///
/// The text of all arguments is also what decides whether an earlier build can be used again.
struct Bootstrap {
    let definition: BaseDefinition

    /// The folders of one build, as absolute paths.
    struct Folders {
        /// Archive, package list and release go there.
        let stage: String
        /// Mmdebstrap works there; our scripts lie there, where the users of a namespace can read them too.
        let scratch: String
    }

    /// A file of the scratch folder.
    struct File {
        let name: String
        let content: [UInt8]

        init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }

        init(_ name: String, _ content: [UInt8]) {
            self.name = name
            self.content = content
        }
    }

    /// All that decides what an archive holds, except which packages the archives have just now.
    var identity: String {
        let arguments = arguments(in: Folders(stage: "", scratch: ""), isRoot: true)
        return (arguments + files.map { SHA256.hex(of: $0.content) }).joined(separator: "\0")
    }

    /// The scripts that the arguments name, and what these put into the image.
    var files: [File] {
        [File("setup.sh", setupScript), File("look-up.sh", lookUpScript), File("tidy.sh", tidyingScript)]
            + placed.map { File($0.file, $0.content) }
    }

    /// The files that the definition puts into the image, and what they are called in the scratch folder. apt goes by the
    /// ends of the names of keyrings.
    private var placed: [(path: String, file: String, content: [UInt8])] {
        (definition.keyrings + definition.preferences).enumerated().map {
            ($0.element.path, "\($0.offset)-\($0.element.name)", $0.element.content)
        }
    }

    /// apt works from outside of the image, where the keys lie elsewhere.
    private func sourceLines(in folders: Folders) -> [String] {
        let moved = Dictionary(placed.map { ($0.path, "\(folders.scratch)/\($0.file)") }) { first, _ in first }
        return definition.sources.map { $0.line(replacing: moved) }
    }

    /// The whole command line; without root it asks for a user namespace.
    func arguments(in folders: Folders, isRoot: Bool) -> [String] {
        var arguments = [
            "--mode=\(isRoot ? "root" : "unshare")", "--format=tar", "--variant=\(definition.variant.rawValue)",
            "--architectures=\(definition.architecture.rawValue)",
            // Device nodes cannot be unpacked without privileges, and each engine mounts its own /dev.
            "--skip=output/dev",
            // It would be removed at the end; ours stays.
            "--skip=chroot/policy-rc.d",
        ]
        if !definition.packages.isEmpty { arguments.append("--include=\(definition.packages.joined(separator: ","))") }
        arguments += Self.aptOptions.map { "--aptopt=\($0)" }
        arguments += (["force-unsafe-io"] + definition.slim.dpkgOptions).map { "--dpkgopt=\($0)" }
        return arguments + hooks(folders) + [definition.suite, "\(folders.stage)/\(BaseCache.File.archive)"]
            + sourceLines(in: folders)
    }

    private func hooks(_ folders: Folders) -> [String] {
        func script(_ file: String) -> String { "sh \(Self.quoted("\(folders.scratch)/\(file)")) \"$1\"" }
        func download(_ path: String, _ file: String) -> String {
            "download \(path) \(Self.quoted("\(folders.stage)/\(file)"))"
        }
        return [
            "--setup-hook=\(script("setup.sh"))",
            // Merges /usr by links from the start; else the package usrmerge does it, which brings all of Perl along.
            "--hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr",
            "--setup-hook=\(script("look-up.sh"))",
        ] + fileMirrorHooks + [
            "--customize-hook=\(script("tidy.sh"))",
            "--customize-hook=\(download(Self.packageList, BaseCache.File.packages))",
            "--customize-hook=\(download("/etc/debian_version", BaseCache.File.release))",
            "--customize-hook=rm \"$1\(Self.packageList)\"",
        ]
    }

    /// Packages of an archive on this machine are not copied into the image, so that dpkg in it has to see their folder.
    private var fileMirrorHooks: [String] {
        fileMirrors.isEmpty ? [] : ["--hook-dir=/usr/share/mmdebstrap/hooks/file-mirror-automount"]
    }

    private var fileMirrors: [String] {
        definition.sources.compactMap { $0.mirror.hasPrefix("file://") ? String($0.mirror.dropFirst(7)) : nil }
    }

    /// They stay in the image, so that layers which install packages stay small too.
    private static let aptOptions = [#"APT::Install-Recommends "false""#, #"Acquire::Languages "none""#]

    /// They are for later layers only: mmdebstrap itself needs the packages that it downloads.
    private static let laterAptOptions = [
        #"APT::Keep-Downloaded-Packages "false";"#,
        #"APT::AutoRemove::SuggestsImportant "false";"#,
        #"Dir::Cache::pkgcache "";"#,
        #"Dir::Cache::srcpkgcache "";"#,
    ]

    /// Where the hook leaves the package list inside the root file system until it is downloaded.
    private static let packageList = "/pipeline-runner.packages"

    private static func quoted(_ path: String) -> String { "'" + path.replacing("'", with: #"'\''"#) + "'" }

    /// Fails at once where a package cannot be installed, not only after all others were. The package lists were fetched
    /// by the hook before it; the names hold nothing that a shell would take for more than text.
    private var lookUpScript: String {
        guard !definition.packages.isEmpty else { return "" }
        return #"env --chdir="$1" APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get --simulate -qq install "#
            + definition.packages.joined(separator: " ") + " >/dev/null"
    }

    /// Keeps packages from starting their services, while the image is built and in all layers on top of it.
    private var setupScript: String {
        let copies = placed.map { file in
            """

            mkdir -p "$1$(dirname \(file.path))"
            cp "$(dirname "$0")/\(file.file)" "$1\(file.path)"
            """
        }
        return """
            set -eu
            umask 022
            mkdir -p "$1/usr/sbin"
            printf '#!/bin/sh\\nexit 101\\n' >"$1/usr/sbin/policy-rc.d"
            chmod 0755 "$1/usr/sbin/policy-rc.d"
            """ + copies.joined()
    }

    /// Removes what the host or the moment of the build left behind; `$1` is the root file system.
    private var tidyingScript: String {
        """
        set -eu
        umask 022
        root=$1
        chroot "$root" dpkg-query -W -f '${Package}\\t${Version}\\t${Architecture}\\n' >"$root\(Self.packageList)"
        rm -f "$root/etc/resolv.conf" "$root/etc/hostname" "$root/etc/.pwd.lock"
        rm -f "$root/etc/passwd-" "$root/etc/group-" "$root/etc/shadow-" "$root/etc/gshadow-"
        rm -f "$root/etc/subuid-" "$root/etc/subgid-"
        rm -f "$root/var/lib/dpkg/status-old" "$root/var/lib/dpkg/diversions-old"
        rm -f "$root/var/lib/dpkg/statoverride-old" "$root/var/cache/debconf/"*-old
        rm -f "$root/var/cache/apt/"*.bin
        find "$root/var/log" -type f -delete
        : >"$root/etc/machine-id"
        cat >"$root/etc/apt/apt.conf.d/99pipeline-runner" <<'END'
        \(Self.laterAptOptions.joined(separator: "\n"))
        END
        cat >"$root/etc/apt/sources.list" <<'END'
        \((definition.imageSources ?? definition.sources).map(\.line).joined(separator: "\n"))
        END
        """ + mirrorScript + documentationScript + manualScript
    }

    /// The empty folders through which dpkg saw archives on this machine.
    private var mirrorScript: String {
        fileMirrors.map { path in
            """

            path='\(path.drop { $0 == "/" })'
            until chroot "$root" dpkg-query -S "/$path" >/dev/null 2>&1; do
                rmdir "$root/$path" 2>/dev/null || break
                path=$(dirname "$path")
            done
            """
        }.joined()
    }

    /// dpkg's own rules do not reach what was unpacked before it could run.
    private var documentationScript: String {
        guard definition.slim.dropsDocumentation else { return "" }
        return """

            find "$root/usr/share/doc" -mindepth 2 ! -type d ! -name copyright -delete
            find "$root/usr/share/doc" -mindepth 1 -type d -empty -delete
            """
    }

    /// Some packages link into these folders when they are installed and fail if they are not there.
    private var manualScript: String {
        guard definition.slim.dropsManuals else { return "" }
        return """

            for section in 1 2 3 4 5 6 7 8 9; do mkdir -p "$root/usr/share/man/man$section"; done
            """
    }
}
