FROM registry.example.org/base:1 AS empty
USER 0
ENV HOME="/root"
ARG CURL_CA_BUNDLE="/run/pipeline-runner-ca-bundle.pem" GIT_SSL_CAINFO="/run/pipeline-runner-ca-bundle.pem" NODE_EXTRA_CA_CERTS="/run/pipeline-runner-ca-bundle.pem" REQUESTS_CA_BUNDLE="/run/pipeline-runner-ca-bundle.pem" SSL_CERT_FILE="/run/pipeline-runner-ca-bundle.pem" PIP_CERT="/etc/own.pem" LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN --mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444 (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/app" && chown "$LIVES_UID":"$LIVES_GID" "/srv/app" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")

FROM registry.example.org/base:1 AS app
USER 0
ENV HOME="/root"
ARG CURL_CA_BUNDLE="/run/pipeline-runner-ca-bundle.pem" GIT_SSL_CAINFO="/run/pipeline-runner-ca-bundle.pem" NODE_EXTRA_CA_CERTS="/run/pipeline-runner-ca-bundle.pem" REQUESTS_CA_BUNDLE="/run/pipeline-runner-ca-bundle.pem" SSL_CERT_FILE="/run/pipeline-runner-ca-bundle.pem" PIP_CERT="/etc/own.pem" LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN --mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444 (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/app" && chown "$LIVES_UID":"$LIVES_GID" "/srv/app" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/app"
COPY --chown=$LIVES_UID:$LIVES_GID ["package.json", "./"]
RUN --mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444 npm install
RUN --mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444 ["/bin/sh", "-c", "d=/tmp/1f98d211493d073aa52b8bd37e9b70d344e22c4942eff358f471179b12524cae; rm -rf $d && mkdir $d && printf %s \"$@\" >$d/script && chmod 0555 $d/script && $d/script; status=$?; rm -rf $d; exit $status", "script", "#!/bin/sh\necho hi"]
COPY --chown=$LIVES_UID:$LIVES_GID --from=empty ["/srv/app", "/srv/app"]
COPY --chown=$LIVES_UID:$LIVES_GID --from=empty ["/opt/lib", "/opt/lib"]
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS" NODE_ENV=""
LABEL blubber.variant="app" blubber.version="1.0.0"
