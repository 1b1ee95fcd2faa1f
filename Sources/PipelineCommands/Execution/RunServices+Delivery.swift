internal import ConfigValues
internal import Delivery
internal import PipelineCore
internal import RunFiles
internal import RunnerConfig

extension GitDeployments {
    /// Where `promote` writes versions; `nil` where the run configuration says nothing of it. `secret` is that of the
    /// credential that it names.
    init?(_ file: RunnerFile, secret: GrantedCredential?, state: StateFolder, _ context: CommandContext) {
        guard let deployments = file.configuration.deployments else { return nil }
        var settings = DeploymentSettings(
            url: deployments.repository.text, branch: deployments.branch, file: deployments.file,
            key: deployments.key, author: deployments.author)
        switch (secret, deployments.credential.flatMap { file.configuration.credentials[$0]?.kind }) {
        case (.usernamePassword(let username, let password)?, _):
            settings.credential = .password(username: username, password: password)
        case (.sshKey(let text)?, .sshKey(let username, _)?):
            settings.credential = .key(username: username, text: text)
        default: break
        }
        self.init(settings, keptIn: state.deployments, runner: context.runner) { context.now.seconds }
    }
}

extension HelmProgram {
    /// What `deploy` installs charts with; `nil` where the run configuration names no chart repository.
    init?(_ file: RunnerFile, state: StateFolder, _ context: CommandContext) {
        let helm = file.configuration.helm
        guard let repository = helm.repository else { return nil }
        let settings = HelmSettings(
            command: helm.command, kubeconfig: helm.kubeconfig, namespace: helm.namespace, repository: repository)
        self.init(settings, recordedIn: state.releases, runner: context.runner)
    }
}
