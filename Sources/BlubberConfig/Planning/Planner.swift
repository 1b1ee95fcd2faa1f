internal import Diagnostics
internal import OCI

/// Turns expanded variants into stages.
struct Planner {
    let target: String
    /// Leaves first, the target last.
    let variants: [Variant]

    func plan() -> BuildPlan {
        let names = StageNames(variants: variants).names
        let directories = Dictionary(variants.map { ($0.name.value, $0.finalWorkingDirectory) }) { $1 }
        let stages = variants.map { variant in
            StagePlanner(
                variant: variant, isTarget: variant.name.value == target, stageNames: names,
                workingDirectories: directories
            ).stage()
        }
        return BuildPlan(target: target, stages: stages)
    }
}
