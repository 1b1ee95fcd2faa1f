internal import ArgumentParser

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks whether this machine is fit, and says what to install.")

    func run() async throws {}
}
