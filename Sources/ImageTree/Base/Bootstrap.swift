/// What mmdebstrap is told: a definition as a command line.
///
/// The text of all arguments is also what decides whether an earlier build can be used again.
struct Bootstrap {
    let definition: BaseDefinition

    /// The arguments without those that differ between two builds of the same thing: mode, output and hook results.
    var options: [String] {
        var options = [
            "--format=tar", "--variant=\(definition.variant.rawValue)",
            "--architectures=\(definition.architecture.rawValue)",
            // Device nodes cannot be unpacked without privileges, and each engine mounts its own /dev.
            "--skip=output/dev",
            // It would be removed at the end; ours stays.
            "--skip=chroot/policy-rc.d", "--setup-hook=\(Self.policyScript)",
            // Merges /usr by links from the start; else the package usrmerge does it, which brings all of Perl along.
            "--hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr",
        ]
        if !definition.packages.isEmpty {
            options.append("--include=\(definition.packages.joined(separator: ","))")
            options.append("--setup-hook=\(lookUpScript)")
        }
        options += Self.aptOptions.map { "--aptopt=\($0)" }
        options += (["force-unsafe-io"] + definition.slim.dpkgOptions).map { "--dpkgopt=\($0)" }
        return options + ["--customize-hook=\(tidyingScript)"]
    }

    /// All that decides what an archive holds, except which packages the archives have just now.
    var identity: String {
        (options + [definition.suite] + definition.sources.map(\.line)).joined(separator: "\0")
    }

    /// The whole command line.
    ///
    /// - Parameters:
    ///   - stage: absolute path of an empty folder that archive, package list and release go to.
    ///   - isRoot: whether the caller is root; others get a user namespace.
    func arguments(stage: String, isRoot: Bool) -> [String] {
        let downloads = [
            "download \(Self.packageList) \(Self.quoted("\(stage)/\(BaseCache.File.packages)"))",
            "download /etc/debian_version \(Self.quoted("\(stage)/\(BaseCache.File.release)"))",
            "rm -f \"$1\(Self.packageList)\"",
        ].map { "--customize-hook=\($0)" }
        return options + downloads + [
            "--mode=\(isRoot ? "root" : "unshare")", definition.suite, "\(stage)/\(BaseCache.File.archive)",
        ] + definition.sources.map(\.line)
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
        #"env --chdir="$1" APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get --simulate -qq install "#
            + definition.packages.joined(separator: " ") + " >/dev/null"
    }

    /// Keeps packages from starting their services, while the image is built and in all layers on top of it.
    private static let policyScript = """
        set -eu
        umask 022
        mkdir -p "$1/usr/sbin"
        printf '#!/bin/sh\\nexit 101\\n' >"$1/usr/sbin/policy-rc.d"
        chmod 0755 "$1/usr/sbin/policy-rc.d"
        """

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
        """ + documentationScript + manualScript
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
