import PipelineTestSupport
import Testing

/// `--policy` of the commands that only read files.
struct PolicyCommandTests {
    private static let blubber = """
        version: v4
        base: registry.example.org/base:1
        variants:
          test: { runs: { insecurely: true } }
          production: {}

        """
    private static let policy = """
        enforcements:
          - { path: variants.test.runs.insecurely, rule: isfalse }
          - { path: variants.production.base, rule: "omitempty,startswith=registry.example.org/" }

        """

    private func program(_ arguments: String..., in folder: String) async throws -> TestProgram.Result {
        try await TestProgram.run(arguments, environment: TestEnvironment.variables, in: folder)
    }

    private func withFiles(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try write(Self.blubber, to: "\(folder)/blubber.yaml")
            try write(Self.policy, to: "\(folder)/policy.yaml")
            try write("enforcements: [{ path: base, rule: isflase }]\n", to: "\(folder)/wrong.yaml")
            try await body(folder)
        }
    }

    private static let violation = """
        blubber.yaml:4:31: error: the policy forbids this value of `variants.test.runs.insecurely`: `true`
         4 |   test: { runs: { insecurely: true } }
           |                               ^~~~
          note: the rule is `isfalse`, at policy.yaml:2:50

        """

    @Test func dockerfile() async throws {
        try await withFiles { folder in
            let allowed = try await program("dockerfile", "blubber.yaml", "production", in: folder)
            #expect(allowed.code == 0)
            for arguments in [
                ["dockerfile", "blubber.yaml", "test", "-p", "policy.yaml"],
                ["validate", "blubber.yaml", "--policy", "policy.yaml"],
            ] {
                let refused = try await TestProgram.run(arguments, environment: TestEnvironment.variables, in: folder)
                #expect(refused.code == 2)
                #expect(refused.output == "")
                #expect(refused.error == Self.violation)
            }
        }
    }

    @Test func policiesThatCannotBeUsed() async throws {
        try await withFiles { folder in
            let wrong = try await program("dockerfile", "blubber.yaml", "test", "--policy", "wrong.yaml", in: folder)
            #expect(wrong.code == 2)
            #expect(
                wrong.error == """
                    wrong.yaml:1:36: error: `enforcements[0].rule`: there is no check `isflase`
                     1 | enforcements: [{ path: base, rule: isflase }]
                       |                                    ^~~~~~~
                      help: did you mean `isfalse`?

                    """)
            let missing = try await program("validate", "blubber.yaml", "--policy", "none.yaml", in: folder)
            #expect(missing.code == 2)
            #expect(missing.error == "error: cannot read none.yaml: No such file or directory\n")
            let remote = try await program(
                "validate", "blubber.yaml", "--policy", "http://127.0.0.1:1/p.yaml", in: folder)
            #expect(remote.code == 3)
            #expect(remote.error.hasPrefix("error: cannot fetch the policy http://127.0.0.1:1/p.yaml: curl: (7) "))
        }
    }
}
