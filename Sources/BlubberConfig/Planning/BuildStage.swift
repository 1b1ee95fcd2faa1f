/// One variant as it is built: a `FROM` and its instructions.
public struct BuildStage: Sendable, Hashable {
    /// The variant.
    public let variant: String
    /// The stage's name in the Dockerfile.
    public let name: String
    /// The image that the stage starts from; `nil` for an empty file system.
    public let base: BaseImage?
    /// The stage that this one starts from instead of an image, by its name.
    let parentStage: String?
    /// What is done, in order.
    public let instructions: [Instruction]

    /// What the instructions read from the build context.
    public var contextInputs: [ContextInput] { instructions.flatMap(\.contextInputs) }

    /// The images that copies and mounts read from.
    public var imageInputs: [BaseImage] { instructions.flatMap(\.imageInputs) }

    /// Where the stage's last process runs, and programs of its image; `/` where nothing says otherwise.
    public var workingDirectory: String {
        for case .workingDirectory(let path) in instructions.reversed() { return path }
        return "/"
    }

    /// The image's entrypoint; `nil` where the base image's stays.
    public var entrypoint: [String]? {
        for case .entrypoint(let words) in instructions.reversed() { return words }
        return nil
    }

    package init(
        variant: String, name: String, base: BaseImage?, parentStage: String? = nil, instructions: [Instruction]
    ) {
        self.variant = variant
        self.name = name
        self.base = base
        self.parentStage = parentStage
        self.instructions = instructions
    }

    /// The same stage with other instructions.
    func with(_ instructions: [Instruction]) -> BuildStage {
        BuildStage(variant: variant, name: name, base: base, parentStage: parentStage, instructions: instructions)
    }
}
