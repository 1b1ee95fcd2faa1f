FROM registry.example.org/base:1 AS app-before-1
USER 0
ENV HOME="/root"
ARG NAME="web" PLACE="/var/cache" LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/app" && chown "$LIVES_UID":"$LIVES_GID" "/srv/app" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
ENV CACHE="$PLACE/${NAME}" DATA="data"
WORKDIR "/srv/app"

FROM registry.example.org/base:1 AS app-mount-1
USER 0
COPY ["data/in", "/mount"]
RUN cat /proc/sys/kernel/random/uuid > /.pipeline-runner-mark

FROM app-before-1 AS app
ARG NAME="web" PLACE="/var/cache" LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-mount-1 ["/.pipeline-runner-mark", "/opt/lib/.mount-1"]
RUN --mount=type=bind,from=app-mount-1,source=/mount,target=/mnt/web,rw --mount=type=cache,target=/var/cache/web/here,id=/var/cache/web/here,sharing=shared,uid=65533,gid=65533 --mount=type=cache,target=/srv/app/data,id=data,sharing=shared,uid=65533,gid=65533 --mount=type=cache,target=/home/somebody/.npm,id=npm,sharing=locked,uid=65533,gid=65533 ["/bin/sh", "-c", "rm -f \"/opt/lib/.mount-1\"\nmake"]
USER 0
RUN --mount=type=bind,from=app-before-1,source=/,target=/.pipeline-runner-before,rw for path in "/mnt/web" "/var/cache/web/here" "/srv/app/data" "/home/somebody/.npm"; do if [ -e "/.pipeline-runner-before$path" ]; then cp -a "/.pipeline-runner-before$path" "${path%/*}/" || exit 1; fi; done
USER $LIVES_UID
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
LABEL blubber.variant="app" blubber.version="1.0.0"
