# To be built in a prepared context, whose folders hold what the copies take:
#   empty/: nothing

FROM registry.example.org/base:1 AS build
USER 0
ENV HOME="/root"
ARG LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/app" && chown "$LIVES_UID":"$LIVES_GID" "/srv/app" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")

FROM registry.example.org/base:1 AS app-filtered-1
USER 0
COPY --from=build ["/srv/app/lib/", "/tree-0/"]
RUN ["/bin/sh", "-c", "set -e\nmkdir -p /filtered/empty\nfind /tree-0 -mindepth 1 -maxdepth 1 -print0 | { grep -zE '^/tree-0/([^/]*\\.d)$' || [ $? -eq 1 ]; } |\nLC_ALL=C sort -z | xargs -0r sh -c '\nfor path; do number=$((number + 1)); mkdir \"/filtered/0-$$-$number\"; mv \"$path\" \"/filtered/0-$$-$number/\" || exit 1\ndone' sh\nfor folder in /filtered/*/* /filtered/*/.[!.]*; do\n[ -d \"$folder\" ] && [ ! -L \"$folder\" ] || continue\ncd \"$folder\"\nfind . -mindepth 1 -print0 >/all\n: >/out\ngrep -zE '^\\./([^/]*\\.md)(/.*)?$' /all >>/out || [ $? -eq 1 ]\nLC_ALL=C sort -zru /out | xargs -0r sh -c '\nfor path; do\nif [ -d \"$path\" ] && [ ! -L \"$path\" ]; then rmdir \"$path\" 2>/dev/null || :; else rm -f \"$path\"; fi\ndone' sh\ndone"]

FROM build AS app-matched-1
COPY ["empty/", "/.pipeline-runner-empty/"]

FROM registry.example.org/tool:2 AS app-matched-2
COPY ["empty/", "/.pipeline-runner-empty/"]

FROM registry.example.org/base:1 AS app
USER 0
ENV HOME="/root"
ARG LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/app" && chown "$LIVES_UID":"$LIVES_GID" "/srv/app" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/app"
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-filtered-1 ["/filtered/0-*/*", "/filtered/empty/", "lib/"]
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-matched-1 ["/srv/app/*.whl", "/.pipeline-runner-empty/", "./"]
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-matched-2 ["/etc/*.conf", "/.pipeline-runner-empty/", "etc/"]
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
LABEL blubber.variant="app" blubber.version="1.0.0"
