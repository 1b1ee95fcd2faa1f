import Diagnostics
import FoundationEssentials
import ImageTree
import Testing

@Suite struct ProductionTreeTests {
    @Test func foldersAreFoundWhereverTheyAre() async throws {
        try await withTree { fixture in
            try fixture.image("a/deep/.hidden", name: "one", "FROM scratch\n")
            try fixture.image("a", name: "two", "FROM scratch\n")
            try fixture.file("only/changelog", TreeFixture.changelog("x", "1"))
            try fixture.file("none/README", "x")
            try FileManager.default.createSymbolicLink(atPath: "\(fixture.folder)/link", withDestinationPath: "a")
            let tree = try fixture.tree()
            #expect(tree.order == ["one", "two"])
            #expect(tree.images["one"]?.definition.path == "images/a/deep/.hidden")
            #expect(tree.images["one"]?.definition.labelText == "one:1.0-1")
            #expect(tree.warnings.description == "warning: images/only is ignored: it has no Dockerfile.template")
        }
    }

    @Test func namesAreCompleted() async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM {{ 'trixie' | image_tag }}\nCOPY --from={{ 'b' | image_tag }} / /\n")
            try fixture.image(
                "b", version: "2.0",
                "FROM {{ registry }}/trixie:latest\n{{ namespace }} {{ none_such | default('x') }} {{ seven }}\n")
            let tree = try fixture.tree(
                "registry: localhost:5000\nnamespace: ml\nbase_images: ['localhost:5000/trixie:latest']\nseven: 7\n")
            #expect(try tree.text("a") == "FROM localhost:5000/trixie:latest\nCOPY --from=localhost:5000/ml/b:2.0 / /")
            #expect(try tree.text("b") == "FROM localhost:5000/trixie:latest\nml x 7")
            #expect(tree.images["a"]?.parents == ["b"])
            #expect(tree.images["a"]?.externals == ["localhost:5000/trixie:latest"])
            #expect(
                try fixture.tree(suffix: .identifier("20261123")).images["b"]?.definition.labelText == "b:2.0-20261123")
        }
    }

    @Test func differencesBetweenDeclaredAndUsed() async throws {
        try await withTree { fixture in
            try fixture.image("a", version: "2.0-1", "FROM scratch\n")
            try fixture.image("b", depends: "a, elsewhere", "FROM scratch\n")
            try fixture.image("c", "FROM a:1.0\nFROM {{ 'b' | image_tag }}\nFROM a:latest\n")
            let tree = try fixture.tree()
            #expect(tree.images["b"]?.parents == ["a"])
            // Its `latest` is the tree's newest build, and may come from the registry, too.
            #expect(tree.images["c"]?.parents == ["a", "b"])
            #expect(tree.images["c"]?.externals == ["a:1.0", "a:latest"])
            #expect(
                tree.warnings.description == """
                    images/b/control:2:10: warning: `b` declares `a` and takes nothing from it
                    images/b/control:2:13: warning: `elsewhere` is not in this tree; it is taken for an image from elsewhere
                    images/c/Dockerfile.template:1:6: warning: a:1.0 is not the version of `a` in this tree
                    images/c/Dockerfile.template:1:6: warning: `c` takes something from `a` and does not declare it
                    images/c/Dockerfile.template:2:10: warning: `c` takes something from `b` and does not declare it
                    """)
        }
    }

    @Test func whatMakesATreeUnusable() async throws {
        try await withTree { fixture in
            #expect(try fixture.problems() == "error: images holds no image")
            try fixture.image("a", depends: "b", "FROM {{ 'c' | image_tag }}\n")
            try fixture.image("b", depends: "a", "FROM scratch\n")
            try fixture.image("c", depends: "b", "FROM scratch\n")
            #expect(try fixture.problems() == "images/a/control:2:10: error: images need each other: a → b → a")
            try fixture.image("z/a", "FROM scratch\n")
            try fixture.image("d", version: "1:2.0", "FROM scratch\n")
            try fixture.image("e", name: "Upper", "FROM scratch\n")
            try fixture.image("f", depends: "x (= 1)", "{% if %}\n")
            try fixture.file("g/changelog", "")
            try fixture.file("g/Dockerfile.template", "")
            let problems = try fixture.problems("registry: r.example\n")
            #expect(
                problems == """
                    images/d/changelog:1:1: error: `r.example/d:1:2.0` is not an image reference: `1:2.0` is not a tag: letters, \
                    digits, `_`, `.` and `-`, at most 128, not beginning with `.` or `-`
                    images/e/changelog:1:1: error: `r.example/Upper` is not an image reference: `Upper` has capitals
                    images/f/Dockerfile.template:1:7: error: an expression was expected, not `%}`
                    images/f/control:2:10: error: `x (= 1)` is more than the name of an image
                    images/g/changelog:1:1: error: no entry begins with a line that names package and version
                    images/z/a/changelog:1:1: error: there are two images `a`
                    """)
        }
        let missing = try TreeFixture(folder: "/nonexistent").problems()
        #expect(missing == "error: images does not exist")
    }

    @Test func aTemplateThatFailsSpoilsItsOwnImageOnly() async throws {
        try await withTree { fixture in
            try fixture.file("secret", "x")
            try fixture.image("a", "FROM {{ 'nothing' | image_tag }}\n")
            try fixture.image("b", "FROM scratch\nRUN x {{ password }}\n")
            try fixture.image("c", "{% include '../secret' %}\n")
            try fixture.image("d", "{% include 'Dockerfile.template' %}\n")
            try fixture.image("e", "{% include 'part' %}{% include 'missing' ignore missing %}\n")
            try fixture.file("e/part", "FROM scratch\n")
            try fixture.image("f", "{% include 'passwd' %}\n")
            try FileManager.default.createSymbolicLink(
                atPath: "\(fixture.folder)/f/passwd", withDestinationPath: "/etc/passwd")
            try fixture.image("g", "{% include './sub/part' %}\n")
            try fixture.file("g/sub/part", "FROM scratch\nRUN {{ nope }}\n")
            let tree = try fixture.tree("username: u\npassword: p\n")
            func problem(_ name: String) -> String? {
                if case .failure(let findings)? = tree.images[name]?.dockerfile { findings.description } else { nil }
            }
            #expect(
                problem("a")
                    == "images/a/Dockerfile.template:1:21: error: there is no image `nothing` in the tree, nor in base_images"
            )
            #expect(problem("b") == "images/b/Dockerfile.template:2:10: error: 'password' is undefined")
            #expect(
                problem("c") == "images/c/Dockerfile.template:1:12: error: `../secret` leads out of the image's folder")
            #expect(
                problem("d")
                    == "images/d/Dockerfile.template:1:12: error: templates include each other more than 16 deep"
            )
            #expect(try tree.text("e") == "FROM scratch")
            #expect(
                problem("f")
                    == "images/f/Dockerfile.template:1:12: error: `passwd` is a link that leads out of the tree")
            #expect(problem("g") == "images/g/sub/part:2:8: error: 'nope' is undefined")
            #expect(tree.sources["images/g/sub/part"] == "FROM scratch\nRUN {{ nope }}\n")
        }
    }

    @Test func descendants() async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM scratch\n")
            for (name, parent) in [("b", "a"), ("c", "b"), ("d", "a"), ("e", "x")] {
                try fixture.image(name, depends: parent, "FROM scratch\n")
            }
            let tree = try fixture.tree()
            #expect(tree.withDescendants(of: ["b"]) == ["b", "c"])
            #expect(tree.withDescendants(of: ["a"]) == ["a", "b", "d", "c"])
            #expect(tree.matching("[bc]:*") == ["b", "c"])
            #expect(tree.matching(nil) == ["a", "e", "b", "d", "c"])
        }
    }
}
