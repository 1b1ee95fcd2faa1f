internal import PipelineCore

extension EngineFailure {
    /// An image without entrypoint and arguments, run without arguments.
    static func nothingToRun(_ request: ContainerRequest) -> EngineFailure {
        EngineFailure(
            .runFailed, operation: "run", subject: "image \(request.image.hex.prefix(12))",
            details: ["it has neither an entrypoint nor default arguments"],
            hint: "set `entrypoint` in the variant, or give arguments")
    }
}
