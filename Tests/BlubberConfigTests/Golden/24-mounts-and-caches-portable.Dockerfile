FROM registry.example.org/base:1 AS assets
USER 0
ENV HOME="/root"
ARG DATA="/srv/data" NAME="web" LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/notes" && chown "$LIVES_UID":"$LIVES_GID" "/srv/notes" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/notes"
COPY --chown=$LIVES_UID:$LIVES_GID [".", "."]

FROM registry.example.org/base:1 AS app-before-1
USER 0
ENV HOME="/root"
ARG DATA="/srv/data" NAME="web" LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/notes" && chown "$LIVES_UID":"$LIVES_GID" "/srv/notes" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/notes"

FROM registry.example.org/base:1 AS app-mount-1
USER 0
COPY [".", "/mount"]
RUN cat /proc/sys/kernel/random/uuid > /.pipeline-runner-mark

FROM assets AS app-mount-2
USER 0
RUN cat /proc/sys/kernel/random/uuid > /.pipeline-runner-mark

FROM registry.example.org/base:1 AS app-mount-3
USER 0
COPY ["tools", "/mount"]
RUN cat /proc/sys/kernel/random/uuid > /.pipeline-runner-mark

FROM registry.example.org/base:1 AS app-mount-4
USER 0
COPY --from=registry.example.org/data:3 ["/", "/mount"]
RUN cat /proc/sys/kernel/random/uuid > /.pipeline-runner-mark

FROM app-before-1 AS app
ARG DATA="/srv/data" NAME="web" LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-mount-1 ["/.pipeline-runner-mark", "/opt/lib/.mount-1"]
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-mount-2 ["/.pipeline-runner-mark", "/opt/lib/.mount-2"]
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-mount-3 ["/.pipeline-runner-mark", "/opt/lib/.mount-3"]
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-mount-4 ["/.pipeline-runner-mark", "/opt/lib/.mount-4"]
RUN --mount=type=bind,from=app-mount-1,source=/mount,target=/srv/notes,rw --mount=type=bind,from=app-mount-2,source=/srv/notes/dist,target=/mnt/assets,rw --mount=type=bind,from=app-mount-3,source=/mount,target=/srv/notes/tools,rw --mount=type=bind,from=app-mount-4,source=/mount,target=/srv/data/in,rw --mount=type=cache,target=/srv/notes/.webcache,id=.webcache,sharing=shared,uid=65533,gid=65533 --mount=type=cache,target=/home/somebody/.cache/pip,id=pip,sharing=locked,uid=65533,gid=65533 --mount=type=cache,target=/var/cache/web,id=/var/cache/web,sharing=locked,uid=65533,gid=65533 ["/bin/sh", "-c", "rm -f \"/opt/lib/.mount-1\" \"/opt/lib/.mount-2\" \"/opt/lib/.mount-3\" \"/opt/lib/.mount-4\"\nmake"]
USER 0
RUN --mount=type=bind,from=app-before-1,source=/,target=/.pipeline-runner-before,rw for path in "/srv/notes" "/mnt/assets" "/srv/notes/tools" "/srv/data/in" "/srv/notes/.webcache" "/home/somebody/.cache/pip" "/var/cache/web"; do if [ -e "/.pipeline-runner-before$path" ]; then cp -a "/.pipeline-runner-before$path" "${path%/*}/" || exit 1; fi; done
USER $LIVES_UID
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
LABEL blubber.variant="app" blubber.version="1.0.0"
