import Delivery
import FoundationEssentials
import PipelineCore
import PipelineTestSupport

/// A program in the place of helm that notes what it was asked for, and answers as it is told to.
struct HelmFixture {
    let root: String

    /// `answers` are lines of a shell script that see the verb as `$1`.
    static func with(_ answers: String = "", _ body: (HelmFixture) async throws -> Void) async throws {
        try await withTemporaryFolder { root in
            let script = """
                #!/bin/bash
                if [ "$1" = version ]; then echo v3.17.3+ge4da497; exit; fi
                printf '%s\\n' "$*" >> '\(root)/calls'
                for file; do case $file in */values.yaml) cp "$file" '\(root)/values' ;; esac; done
                ls -A > '\(root)/folder'
                \(answers)
                echo "$1 done"

                """
            try await writeProgram(script, to: "\(root)/helm")
            try await body(HelmFixture(root: root))
        }
    }

    func helm(command: String? = nil, kubeconfig: String? = nil) -> HelmProgram {
        HelmProgram(
            HelmSettings(
                command: command ?? "\(root)/helm", kubeconfig: kubeconfig, namespace: "ci",
                repository: "https://charts.example.org/stable/"),
            recordedIn: "\(root)/releases", runner: TestEnvironment.runner)
    }

    /// What the program was asked for, with `FOLDER` for that of the releases.
    func calls() throws -> [String] {
        let text = (try? read("\(root)/calls")) ?? ""
        return text.replacing("\(root)/releases", with: "FOLDER").split(separator: "\n").map(String.init)
    }

    /// The names of the files of record.
    func records() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/releases")) ?? []).sorted()
    }
}
