# syntax=docker/dockerfile:1.19

FROM registry.example.org/base:1 AS app
USER 0
ENV HOME="/root"
ARG LIVES_AS="alice" LIVES_UID="1001" LIVES_GID="1002" RUNS_AS="bob.1" RUNS_UID="5" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/one" && chown "$LIVES_UID":"$LIVES_GID" "/srv/one" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/alice"
WORKDIR "/srv/one"
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
LABEL blubber.variant="app" blubber.version="1.0.0"
