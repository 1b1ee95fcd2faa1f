import Diagnostics
import Testing

@testable import ImageTree

@Suite struct DockerCallsTests {
    @Test(arguments: [
        ("docker ps", ["1: docker ps"]), ("\n  x=$(docker inspect a)", ["2: docker inspect"]),
        ("docker run -d a", ["1: docker run -d"]), ("docker run --rm -p 80:80 a", ["1: docker run -p"]),
        ("docker run --detach=true a", ["1: docker run --detach"]),
        ("docker run --rm \\\n  -v \"$PWD:/x y\" \\\n  --publish 1:2 a", ["1: docker run --publish"]),
        ("docker container run -dit a", ["1: docker run -dit"]), ("docker --debug run a", ["1: docker --debug"]),
        ("if ! /usr/bin/docker logs x; then exit; fi", ["1: /usr/bin/docker logs"]),
        ("timeout 5 docker rm x || docker kill y", ["1: docker rm", "1: docker kill"]),
        ("D=docker\n$D ps", ["2: $D ps"]), ("D=\"${DOCKER:-docker}\"\n\"$D\" run -d a", ["2: $D run -d"]),
        ("D=$(command -v docker)\n${D} logs x", ["2: ${D} logs"]), ("D=`which docker`\n$D logs x", ["2: $D logs"]),
        ("$DOCKER exec a b", ["1: $DOCKER exec"]), ("echo \"`docker ps`\"", ["1: docker ps"]),
        ("out=\"a $(docker run -d \"$1\") b\" docker ps", ["1: docker run -d", "1: docker ps"]),
    ])
    func refused(_ script: String, _ calls: [String]) {
        let found = DockerCalls(script).refused.map {
            "\($0.line): " + $0.message.dropFirst().prefix { $0 != "`" }
        }
        #expect(found == calls)
    }

    @Test(arguments: [
        "docker run --rm \"$1\" -d", "docker run -e \"A=b c\" -e D -w / --name x --entrypoint='' a -d",
        "docker run --env=A=b --network=none a", "# docker ps\necho # docker ps", "echo docker is needed",
        "command -v docker >/dev/null || exit 1", "which docker 2>&1 </dev/null", "docker run a sh -c 'docker ps'",
        "cat <<EOF\ndocker ps\nEOF\n", "echo 'docker ps' \"docker ps\"", "IMAGE=$1\n$IMAGE ps", "$TOOL run a",
        "apt-get install docker jq", "docker image run a", "x=docker-registry.example.org/docker-a; docker run $x",
    ])
    func known(_ script: String) { #expect(DockerCalls(script).refused.map(\.message) == []) }

    @Test func podman() {
        #expect(
            DockerCalls("podman run a").refused.map(\.message)
                == ["podman is no docker: the test finds it where it is installed only"])
    }

    @Test(arguments: [
        ("verify_command: docker\nverify_args: [inspect, '{image}']\n", "docker inspect"),
        ("verify_args: ['-c', 'docker run -d {image}']\n", "docker run -d"),
        ("verify_command: /usr/bin/docker\nverify_args: [run, '-p', '1:2', '{image}']\n", "/usr/bin/docker run -p"),
    ])
    func verification(_ configuration: String, _ call: String) async throws {
        try await withTree { fixture in
            try fixture.image("x", "FROM scratch\n")
            #expect(
                try ImportCheck(fixture.tree(configuration)).differences.description
                    == "warning: verify_command, verify_args: `\(call)` is not available where buildah builds")
            let good = "verify_command: docker\nverify_args: [run, --rm, '{image}', '-d']\n"
            #expect(try ImportCheck(fixture.tree(good)).differences.diagnostics == [])
        }
    }

    @Test func placesInTestScripts() async throws {
        try await withTree { fixture in
            try fixture.image("x", "FROM scratch\n")
            try fixture.file("x/test.sh", "#!/bin/sh\nid=$(docker run -d \"$1\")\ndocker rm -f $id\n")
            #expect(
                try ImportCheck(fixture.tree()).differences.description == """
                    images/x/test.sh:2:1: warning: `docker run -d` is not available where buildah builds
                    images/x/test.sh:3:1: warning: `docker rm` is not available where buildah builds
                    """)
        }
    }
}
