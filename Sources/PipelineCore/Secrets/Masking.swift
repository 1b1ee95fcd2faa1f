internal import Diagnostics

extension RunEvent {
    /// The same event with every secret in it hidden.
    func masked(by masker: SecretMasker) -> RunEvent {
        guard !masker.isEmpty else { return self }
        return switch self {
        case .stepStarted(let id, let text): .stepStarted(id, masker.mask(text))
        case .output(let id, let line): .output(id, OutputLine(line.stream, masker.mask(line.text)))
        case .stageFinished(let result): .stageFinished(result.masked(by: masker))
        case .warning(let text): .warning(masker.mask(text))
        default: self
        }
    }
}

extension RunResult {
    /// The same result with every secret in its failures hidden.
    public func masked(by masker: SecretMasker) -> RunResult {
        guard !masker.isEmpty else { return self }
        return RunResult(state: state, stages: stages.map { $0.masked(by: masker) })
    }
}

extension StageResult {
    func masked(by masker: SecretMasker) -> StageResult {
        var masked = StageResult(id: id, state: state, duration: duration, failure: failure?.masked(by: masker))
        masked.outcome = outcome
        masked.outcome.values = outcome.values.mapValues { $0.masked(by: masker) }
        masked.isRecorded = isRecorded
        return masked
    }
}

extension StageValue {
    fileprivate func masked(by masker: SecretMasker) -> StageValue {
        switch self {
        case .text(let text): .text(masker.mask(text))
        case .list(let items): .list(items.map { $0.masked(by: masker) })
        case .map(let entries): .map(entries.mapValues { $0.masked(by: masker) })
        }
    }
}

extension StageFailure {
    /// The same failure with every secret in it hidden.
    public func masked(by masker: SecretMasker) -> StageFailure {
        guard !masker.isEmpty else { return self }
        func mask(_ lines: [String]) -> [String] { lines.map(masker.mask) }
        switch self {
        case .configuration(let findings, let sources):
            return .configuration(
                DiagnosticList(findings.diagnostics.map { $0.masked(by: masker) }),
                sources: sources.mapValues(masker.mask))
        case .expression(let failure):
            return .expression(
                ExpressionFailure(
                    masker.mask(failure.message), hint: failure.hint.map(masker.mask), at: failure.location))
        case .engine(let failure):
            return .engine(
                EngineFailure(
                    failure.code, operation: masker.mask(failure.operation), subject: masker.mask(failure.subject),
                    details: mask(failure.details), hint: failure.hint.map(masker.mask)))
        case .exitCode(let code, let lines): return .exitCode(code, lastLines: mask(lines))
        case .timedOut(let step, let limit, let lines):
            return .timedOut(step: masker.mask(step), limit: limit, lastLines: mask(lines))
        case .workspace(let failure):
            return .workspace(
                WorkspaceFailure(
                    path: masker.mask(failure.path), reason: masker.mask(failure.reason), isDiskFull: failure.isDiskFull
                ))
        case .trigger(let failure):
            return .trigger(
                TriggerFailure(
                    masker.mask(failure.message), hint: failure.hint.map(masker.mask), isPassing: failure.isPassing))
        case .deployment(let failure):
            return .deployment(
                DeploymentFailure(
                    failure.code, masker.mask(failure.message), details: mask(failure.details),
                    hint: failure.hint.map(masker.mask)))
        case .refused(let message, let hint): return .refused(masker.mask(message), hint: masker.mask(hint))
        case .unexpected(let text): return .unexpected(masker.mask(text))
        }
    }
}

extension Diagnostic {
    fileprivate func masked(by masker: SecretMasker) -> Diagnostic {
        Diagnostic(
            severity, code: code, masker.mask(message), at: location, length: length, notes: notes.map(masker.mask),
            hint: hint.map(masker.mask))
    }
}
