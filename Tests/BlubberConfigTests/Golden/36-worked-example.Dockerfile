# syntax=docker/dockerfile:1.19

FROM docker.io/library/node:20-bookworm-slim AS assets
USER 0
ENV HOME="/root"
ARG THEME="plain" LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/notes" && chown "$LIVES_UID":"$LIVES_GID" "/srv/notes" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody" NOTES_MODE="live"
WORKDIR "/srv/notes"
COPY --chown=$LIVES_UID:$LIVES_GID ["package.json", "package-lock.json", "./"]
RUN npm ci "--only=production"
RUN npm dedupe
COPY --chown=$LIVES_UID:$LIVES_GID ["build.js", "./"]
COPY --chown=$LIVES_UID:$LIVES_GID ["web/", "web/"]
RUN --mount=type=cache,target=/srv/notes/.webcache,id=notes-web,sharing=locked,uid=$LIVES_UID,gid=$LIVES_GID node build.js --theme ${THEME} --out dist

FROM docker.io/library/debian:bookworm-slim AS app
USER 0
ENV HOME="/root" DEBIAN_FRONTEND="noninteractive"
ARG LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN apt-get update && apt-get install -y "python3" "python3-venv" && rm -rf /var/lib/apt/lists/*
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/notes" && chown "$LIVES_UID":"$LIVES_GID" "/srv/notes" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody" NOTES_MODE="live"
WORKDIR "/srv/notes"
COPY --chown=$LIVES_UID:$LIVES_GID ["requirements.txt", "./"]
RUN python3 "-m" "venv" "/opt/lib/venv"
ENV PATH="/opt/lib/venv/bin:$PATH" VIRTUAL_ENV="/opt/lib/venv"
RUN python3 "-m" "pip" "install" "-U" "setuptools!=60.9.0" && python3 "-m" "pip" "install" "-U" "wheel" "tox" "pip"
RUN python3 "-m" "pip" "install" "--no-deps" "-r" "requirements.txt"
COPY --chown=$LIVES_UID:$LIVES_GID ["tools/index.py", "tools/"]
RUN --mount=type=bind,from=assets,source=/srv/notes/dist,target=/mnt/assets,rw <<"BLUBBER_SCRIPT"
#!/bin/sh
set -e
for page in /mnt/assets/*.html; do
  python tools/index.py "$page" >> index.txt
done
BLUBBER_SCRIPT
COPY --chown=$LIVES_UID:$LIVES_GID --exclude=tests --exclude=**/*.md [".", "."]
COPY --chown=$LIVES_UID:$LIVES_GID --from=assets ["/srv/notes/dist/", "static/"]
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
RUN python3 "-m" "pip" "check"

FROM docker.io/library/debian:bookworm-slim AS production
USER 0
ENV HOME="/root" DEBIAN_FRONTEND="noninteractive"
ARG LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN apt-get update && apt-get install -y "python3" && rm -rf /var/lib/apt/lists/*
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/notes" && chown "$LIVES_UID":"$LIVES_GID" "/srv/notes" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody" NOTES_MODE="live"
WORKDIR "/srv/notes"
COPY --chown=$LIVES_UID:$LIVES_GID --from=app ["/srv/notes", "/srv/notes"]
COPY --chown=$LIVES_UID:$LIVES_GID --from=app ["/opt/lib", "/opt/lib"]
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
WORKDIR "/srv/notes/static"
ENTRYPOINT ["/opt/lib/venv/bin/python", "-m", "notes.server"]
LABEL blubber.variant="production" blubber.version="1.0.0"
