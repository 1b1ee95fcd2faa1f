internal import PipelineCore

extension EngineFailure {
    /// An image that the engine does not hold.
    static func noImage(_ request: ContainerRequest) -> EngineFailure {
        EngineFailure(
            .runFailed, operation: "run", subject: "image \(request.image.hex.prefix(12))",
            details: ["the engine does not hold it"])
    }

    /// An image without entrypoint and arguments, run without arguments.
    static func nothingToRun(_ request: ContainerRequest) -> EngineFailure {
        EngineFailure(
            .runFailed, operation: "run", subject: "image \(request.image.hex.prefix(12))",
            details: ["it has neither an entrypoint nor default arguments"],
            hint: "set `entrypoint` in the variant, or give arguments")
    }

    /// A program that the container runtime could not execute.
    static func cannotStart(_ program: String, problem: String) -> EngineFailure {
        let isMissing = problem.contains("no such file or directory") || problem.contains("not found in $PATH")
        let reason =
            if isMissing {
                "the image has no such program, or not the interpreter that it names"
            } else if problem.contains("permission denied") {
                "the file is not executable for the image's user"
            } else {
                problem
            }
        return EngineFailure(.runFailed, operation: "start", subject: "`\(program)`", details: [reason])
    }

    /// A path that a container does not have.
    static func noFile(_ path: String) -> EngineFailure {
        EngineFailure(
            .other, operation: "copy", subject: path, details: ["the container has no such file"],
            hint: "did the program that ran in it write the file there?")
    }
}
