extension StageExecution {
    /// Tells those whom `notify` names that the stage failed. Whatever becomes of that changes nothing for the run.
    func notify(of failure: StageFailure) async {
        guard let notify = stage.notify, run.settings.reachesOut else { return }
        // It is attempted again, and may pass then.
        guard !(failure.isEnvironmental && run.settings.isRepeated) else { return }
        let observer = run.environment.observer
        guard let notifier = run.environment.services.notifier else {
            observer(
                .warning(
                    "nobody is told that \(id) failed: the run configuration has no `notification`\n"
                        + "  help: describe a mail server or a web hook there"))
            return
        }
        let mask = run.environment.masker.mask
        var receivers: [String] = []
        if let written = notify.receivers {
            do throws(ExpressionFailure) {
                receivers = try scope.texts(written, field: "notify.email.to").filter { !$0.isEmpty }
            } catch {
                observer(.warning("`notify` of \(id) has no receivers: \(error)"))
            }
        }
        let notice = FailureNotice(
            stage: id, run: run.settings.runID, source: run.source, log: run.settings.logLocation,
            reason: failure.masked(by: run.environment.masker).description, receivers: receivers.map(mask),
            subject: mask(scope.preview(notify.subject ?? NotifySettings.usualSubject)),
            body: mask(scope.preview(notify.body ?? NotifySettings.usualBody)))
        begin("notify" + (receivers.isEmpty ? "" : " \(receivers.joined(separator: ", "))"))
        for problem in await notifier.deliver(notice) {
            observer(.warning("somebody is not told that \(id) failed: \(problem)"))
        }
    }

    /// What would be done if the stage failed; `nil` for nothing.
    func planOfNotify() -> StepPlan? {
        guard let notify = stage.notify else { return nil }
        guard run.settings.reachesOut else { return StepPlan("notify", "nobody, as the run does not reach out") }
        guard run.environment.services.notifier != nil else {
            return StepPlan("notify", "nobody, as the run configuration has no `notification`")
        }
        let receivers = notify.receivers.map(scope.preview) ?? []
        let subject = scope.preview(notify.subject ?? NotifySettings.usualSubject)
        return StepPlan(
            "notify", (receivers.isEmpty ? "" : "\(receivers.joined(separator: ", ")) ") + "of a failure: \(subject)")
    }
}
