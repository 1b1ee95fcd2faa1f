FROM registry.example.org/base:1 AS app-before-1
USER 0
ENV HOME="/root"
ARG CURL_CA_BUNDLE="/run/pipeline-runner-ca-bundle.pem" GIT_SSL_CAINFO="/run/pipeline-runner-ca-bundle.pem" NODE_EXTRA_CA_CERTS="/run/pipeline-runner-ca-bundle.pem" REQUESTS_CA_BUNDLE="/run/pipeline-runner-ca-bundle.pem" SSL_CERT_FILE="/run/pipeline-runner-ca-bundle.pem" PIP_CERT="/mine" LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN --mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444 (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/app" && chown "$LIVES_UID":"$LIVES_GID" "/srv/app" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/app"
COPY --chown=$LIVES_UID:$LIVES_GID ["r.txt", "./"]
RUN --mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444 python3 "-m" "venv" "/opt/lib/venv"
ENV PATH="/opt/lib/venv/bin:$PATH" VIRTUAL_ENV="/opt/lib/venv"
RUN --mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444 python3 "-m" "pip" "install" "-U" "setuptools!=60.9.0" && python3 "-m" "pip" "install" "-U" "wheel" "tox" "pip"
RUN --mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444 python3 "-m" "pip" "install" "-r" "r.txt"

FROM registry.example.org/base:1 AS app-mount-1
USER 0
COPY [".", "/mount"]
RUN cat /proc/sys/kernel/random/uuid > /.pipeline-runner-mark

FROM app-before-1 AS app
ARG CURL_CA_BUNDLE="/run/pipeline-runner-ca-bundle.pem" GIT_SSL_CAINFO="/run/pipeline-runner-ca-bundle.pem" NODE_EXTRA_CA_CERTS="/run/pipeline-runner-ca-bundle.pem" REQUESTS_CA_BUNDLE="/run/pipeline-runner-ca-bundle.pem" SSL_CERT_FILE="/run/pipeline-runner-ca-bundle.pem" PIP_CERT="/mine" LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-mount-1 ["/.pipeline-runner-mark", "/opt/lib/.mount-1"]
RUN --mount=type=bind,from=app-mount-1,source=/mount,target=/srv/app,rw --mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444 ["/bin/sh", "-c", "rm -f \"/opt/lib/.mount-1\"\nd=/tmp/4e8f24aa42434b196d8edd835aec45bfba2cde5b6f3beabbcd481b70cb30cb42; rm -rf $d && mkdir $d && printf %s \"$@\" >$d/script && chmod 0555 $d/script && $d/script; status=$?; rm -rf $d; exit $status", "script", "#!/bin/sh\nmake"]
USER 0
RUN --mount=type=bind,from=app-before-1,source=/,target=/.pipeline-runner-before,rw for path in "/srv/app"; do if [ -e "/.pipeline-runner-before$path" ]; then cp -a "/.pipeline-runner-before$path" "${path%/*}/" || exit 1; fi; done
USER $LIVES_UID
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
LABEL blubber.variant="app" blubber.version="1.0.0"
