import BlubberConfig
import Diagnostics
import FleetConfig
import Glibc
import PipelineCore

/// Gives the bytes of a file to all that read files of people: parsers, compiler, renderer.
public enum Exercise {
    /// The processor time that no file may take.
    public static let bound = Duration.milliseconds(100)

    /// Reads `bytes` as each kind of file, compiles every variant, and shows what is found. Returns the processor time.
    @discardableResult
    public static func run(_ bytes: [UInt8]) -> Duration {
        let start = threadTime()
        let findings = [blubber(bytes), pipelines(bytes), fleet(bytes)]
        let renderer = DiagnosticRenderer(sources: ["f": String(decoding: bytes, as: UTF8.self)])
        for list in findings {
            precondition(!renderer.render(list).utf8.contains(0))
            for finding in list.diagnostics { check(finding) }
        }
        return threadTime() - start
    }

    /// What a file is refused for has a place, a code and words.
    private static func check(_ finding: Diagnostic) {
        precondition(!finding.message.isEmpty && finding.code.contains("."))
        guard let place = finding.location else { return }
        precondition(place.line >= 1 && place.column >= 1 && finding.length >= 1)
    }

    private static func blubber(_ bytes: [UInt8]) -> DiagnosticList {
        do throws(DiagnosticList) {
            let configuration = try BlubberConfiguration.parse(bytes, file: "f")
            var findings = configuration.warnings
            findings.append(contentsOf: configuration.validateAllVariants())
            for variant in configuration.variantNames.prefix(20) {
                findings.append(contentsOf: compile(variant, of: configuration))
            }
            return findings
        } catch {
            precondition(error.hasErrors)
            return error
        }
    }

    private static func compile(_ variant: String, of configuration: BlubberConfiguration) -> DiagnosticList {
        do throws(DiagnosticList) {
            let plan = try configuration.plan(for: variant)
            for dialect in [DockerfileDialect.buildkit, .portable] {
                let text = try plan.dockerfile(DockerfileOptions(dialect: dialect))
                precondition(text.contains("FROM ") && !text.utf8.contains(0))
            }
            return DiagnosticList()
        } catch {
            return error
        }
    }

    private static func pipelines(_ bytes: [UInt8]) -> DiagnosticList {
        do throws(DiagnosticList) {
            let configuration = try PipelineConfiguration.parse(bytes, file: "f")
            var findings = configuration.warnings
            let check = RepositoryCheck(blubberFile: { _ in .variants(["test"]) }, isFolder: { $0.count % 2 == 0 })
            findings.append(contentsOf: check.findings(of: configuration.pipelines))
            return findings
        } catch {
            precondition(error.hasErrors)
            return error
        }
    }

    private static func fleet(_ bytes: [UInt8]) -> DiagnosticList {
        do throws(DiagnosticList) {
            let fleet = try FleetConfiguration.parse(bytes, file: "f", folder: "/fleet")
            precondition(!fleet.repositories.isEmpty)
            for repository in fleet.repositories {
                _ = repository.settings.paths?.lets("a/b/c.md")
                if case .matching(let patterns) = repository.settings.branches {
                    for pattern in patterns { _ = pattern.matches("feature/some-branch") }
                }
            }
            return fleet.warnings
        } catch {
            precondition(error.hasErrors)
            return error
        }
    }

    private static func threadTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
