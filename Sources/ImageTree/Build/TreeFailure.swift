public import PipelineCore

/// Why one image of a tree was not built or published.
public enum TreeFailure: Error, Sendable {
    /// An image that it stands on was not.
    case parent(String)
    /// The engine or a registry failed.
    case engine(EngineFailure)
    /// Its files do not allow it; the text says what is wrong.
    case definition(String)
    /// Its test did not pass.
    case test(String)
    /// It took too long.
    case timedOut(Duration)
    /// Something else went wrong.
    case other(String)
}

extension TreeFailure: CustomStringConvertible {
    /// What failed, with the engine's words.
    public var description: String {
        switch self {
        case .parent(let name): "not built because of \(name)"
        case .engine(let failure): failure.description
        case .definition(let text), .test(let text), .other(let text): text
        case .timedOut(let time): "stopped after \(time.components.seconds) s"
        }
    }
}
