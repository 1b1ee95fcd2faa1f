import Testing

@testable import ImageTree

@Suite struct TrustingDockerfileTests {
    @Test func stepsAndStagesGetTheBundle() {
        let text = """
            # syntax=x
            ARG BASE=a
            FROM --platform=x \\
                $BASE AS one
            RUN apt-get update \\
                # a remark

                && RUN=1 FROM=2 true
              run ["pip", "install", "x"]
            COPY <<'END' /x
            RUN this is no step
            END
            RUN cat <<A <<-B
            FROM nothing
            A
            RUN nothing
            \tB
            RUN
            FROM scratch
            """
        let mount = "--mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444"
        let arguments =
            "ARG "
            + [
                "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "NODE_EXTRA_CA_CERTS", "PIP_CERT", "REQUESTS_CA_BUNDLE",
                "SSL_CERT_FILE",
            ]
            .map { "\($0)=/run/pipeline-runner-ca-bundle.pem" }.joined(separator: " ")
        #expect(
            TrustingDockerfile(text).text == """
                # syntax=x
                ARG BASE=a
                FROM --platform=x \\
                    $BASE AS one
                \(arguments)
                RUN \(mount) apt-get update \\
                    # a remark

                    && RUN=1 FROM=2 true
                  run \(mount) ["pip", "install", "x"]
                COPY <<'END' /x
                RUN this is no step
                END
                RUN \(mount) cat <<A <<-B
                FROM nothing
                A
                RUN nothing
                \tB
                RUN \(mount)
                FROM scratch
                \(arguments)
                """)
    }
}
