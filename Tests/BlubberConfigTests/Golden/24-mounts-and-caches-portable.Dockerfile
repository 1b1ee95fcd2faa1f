FROM registry.example.org/base:1 AS assets
USER 0
ENV HOME="/root"
ARG LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/notes" && chown "$LIVES_UID":"$LIVES_GID" "/srv/notes" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/notes"
COPY --chown=$LIVES_UID:$LIVES_GID [".", "."]

FROM registry.example.org/base:1 AS app
USER 0
ENV HOME="/root"
ARG LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/notes" && chown "$LIVES_UID":"$LIVES_GID" "/srv/notes" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/notes"
RUN --mount=type=bind,target=/srv/notes,rw --mount=type=bind,from=assets,source=/srv/notes/dist,target=/mnt/assets,rw --mount=type=bind,source=tools,target=/srv/notes/tools,rw --mount=type=bind,from=registry.example.org/data:3,target=$DATA/in,rw --mount=type=cache,target=/srv/notes/.webcache,id=.webcache,sharing=shared,uid=65533,gid=65533 --mount=type=cache,target=/home/somebody/.cache/pip,id=pip,sharing=locked,uid=65533,gid=65533 --mount=type=cache,target=/var/cache/${NAME},id=/var/cache/${NAME},sharing=private,uid=65533,gid=65533 make
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
LABEL blubber.variant="app" blubber.version="1.0.0"
