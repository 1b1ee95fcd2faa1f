import Testing

@testable import ImageTree

@Suite struct DockerfileReferencesTests {
    @Test(arguments: [
        ("FROM a", ["a"]),
        ("\n\n  # FROM no\n\tfrom a\r\nCOPY . .", ["a"]),
        (
            "FROM --platform=linux/amd64 a AS one\nFROM b as Two\nCOPY --from=two /x /\nCOPY --from=c --chown=0 /x /",
            ["a", "b", "c"]
        ),
        ("FROM a\nFROM scratch\nCOPY --from=0 / /\nCOPY --from=2 / /", ["a", "2"]),
        ("ARG V=1 W=\"2\"\nFROM a:$V\nARG X=3\nFROM b:${W}\nFROM c:${Z:-4}\nFROM d:$X", ["a:1", "b:2", "c:4"]),
        ("FROM \\\n# a comment\n\n   a \\  \n AS x\nFROM x\nRUN true \\\n  FROM no", ["a"]),
        ("FROM a\nRUN --mount=type=bind,from=b,source=/x --mount=type=cache,target=/y cmd --from=no", ["a", "b"]),
        ("FROM a\nENV FROM=x\nCMD [\"FROM\", \"y\"]\nFROM a\nCOPY x --from=no \\", ["a"]),
        ("FROM a\nRUN cat <<-'X' <<Y \\\n && true\nFROM b\n\tX\nFROM c\nY\nFROM d\nRUN cat <<Z\nFROM e", ["a", "d"]),
        ("FROM a\nRUN echo $((1<<n)); cat <<<word\nFROM b", ["a", "b"]),
        ("\\", []), ("FROM", []), ("FROM \\", []), ("", []), ("\n", []), ("COPY --from= x y", []),
    ])
    func theImagesThatAreUsed(_ text: String, _ images: [String]) {
        #expect(DockerfileReferences(text).images == images)
    }

    @Test(arguments: [
        ("FROM a\nUSER 1\nRUN x\nUSER nobody\n", "USER nobody", false),
        ("USER nobody\n  USER root\nUSER  33:0", "USER  33:0", true),
        ("USER 1:", "USER 1:", false), ("FROM a", nil, true), ("# USER a\nuser a", nil, true),
        ("USER 1:2:3", "USER 1:2:3", false),
    ])
    func theLastUser(_ text: String, _ line: String?, _ isNumeric: Bool) {
        let user = DockerfileUser(text)
        #expect(user.line.map(String.init) == line)
        #expect(user.isNumeric == isNumeric)
    }
}
