public import CommandRunner
internal import FoundationEssentials

/// What tests share about the machine they run on.
public enum TestEnvironment {
    /// The variables of the test process, such as `PATH` and `DOCKER_HOST`.
    public static let variables = ProcessInfo.processInfo.environment

    /// Runs real tools in the environment of the test process; a cancelled one has two seconds to end.
    public static let runner = CommandRunner(environment: variables, gracePeriod: .seconds(2))

    /// A folder for what is worth keeping from one test run to the next.
    public static let cacheFolder =
        (variables["XDG_CACHE_HOME"] ?? "\(variables["HOME"] ?? "/tmp")/.cache")
        + "/pipeline-runner-tests"

    /// A name that no other test, and no other test run, uses: `PREFIX-` and letters and digits.
    public static func uniqueName(_ prefix: String) -> String {
        "\(prefix)-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    }
}

/// Something that a test needs and that this machine does not have; never a reason to skip the test.
public struct MissingRequirement: Error, CustomStringConvertible {
    /// What is missing, and how to get it.
    public let description: String

    /// `program` is missing; `package` is Debian's package that brings it.
    public init(_ program: String, package: String) {
        description = "the tests need \(program): apt-get install \(package)"
    }
}
