internal import PipelineCore

extension ContainerLimits {
    /// The flags for `docker run`.
    var dockerFlags: [String] {
        var flags: [String] = []
        if let memory { flags += ["--memory", "\(memory)", "--memory-swap", "\(memory)"] }
        if let processors { flags += ["--cpus", "\(processors)"] }
        if let processes { flags += ["--pids-limit", "\(processes)"] }
        return flags
    }

    /// The flags for `buildah from`, which knows no limit of processes.
    var buildahFlags: [String] {
        var flags: [String] = []
        if let memory {
            flags += ["--memory", "\(memory)"]
            if ControlGroup.limitsSwap { flags += ["--memory-swap", "\(memory)"] }
        }
        if let processors {
            let period = 100_000
            flags += ["--cpu-period", "\(period)", "--cpu-quota", "\(max(1000, Int(processors * Double(period))))"]
        }
        return flags
    }
}
