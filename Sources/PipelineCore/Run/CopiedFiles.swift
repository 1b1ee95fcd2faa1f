/// Which files the stages of a run have copied out of containers.
actor CopiedFiles {
    private var files: [StageID: Set<String>] = [:]

    /// Notes files of a stage, by their paths below the repository's root.
    func add(_ paths: [String], of stage: StageID) { files[stage, default: []].formUnion(paths) }

    /// Whether a stage has copied any.
    func has(_ stage: StageID) -> Bool { files[stage] != nil }

    /// A file that both stages have copied.
    func collision(of first: StageID, and second: StageID) -> String? {
        guard let one = files[first], let other = files[second] else { return nil }
        return one.intersection(other).min()
    }
}
