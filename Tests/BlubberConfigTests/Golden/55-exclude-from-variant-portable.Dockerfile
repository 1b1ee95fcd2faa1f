FROM registry.example.org/base:1 AS build
USER 0
ENV HOME="/root"
ARG LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/app" && chown "$LIVES_UID":"$LIVES_GID" "/srv/app" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/app"
COPY --chown=$LIVES_UID:$LIVES_GID [".", "."]

FROM registry.example.org/base:1 AS app-filtered-1
USER 0
COPY --from=build ["/srv/app", "/filtered/0/app"]
RUN ["/bin/sh", "-c", "set -e\nfor folder in /filtered/*/* /filtered/*/.[!.]*; do\n[ -d \"$folder\" ] && [ ! -L \"$folder\" ] || continue\ncd \"$folder\"\nfind . -mindepth 1 -print0 >/all\n: >/out\ngrep -zE '^\\./((.*/)?tests)(/.*)?$' /all >>/out || [ $? -eq 1 ]\ngrep -zE '^\\./(a[^/][b-d][^/]*\\.o)(/.*)?$' /all >>/out || [ $? -eq 1 ]\ngrep -zvE '^\\./(it'\\''s\\.o)(/.*)?$' /out >/rest || [ $? -eq 1 ]; mv /rest /out\nLC_ALL=C sort -zru /out | xargs -0r sh -c '\nfor path; do\nif [ -d \"$path\" ] && [ ! -L \"$path\" ]; then rmdir \"$path\" 2>/dev/null || :; else rm -f \"$path\"; fi\ndone' sh\ndone"]

FROM registry.example.org/base:1 AS app-filtered-2
USER 0
COPY --from=build ["/opt/lib", "/filtered/0/lib"]
RUN ["/bin/sh", "-c", "set -e\nfor folder in /filtered/*/* /filtered/*/.[!.]*; do\n[ -d \"$folder\" ] && [ ! -L \"$folder\" ] || continue\ncd \"$folder\"\nfind . -mindepth 1 -print0 >/all\n: >/out\ngrep -zE '^\\./((.*/)?tests)(/.*)?$' /all >>/out || [ $? -eq 1 ]\ngrep -zE '^\\./(a[^/][b-d][^/]*\\.o)(/.*)?$' /all >>/out || [ $? -eq 1 ]\ngrep -zvE '^\\./(it'\\''s\\.o)(/.*)?$' /out >/rest || [ $? -eq 1 ]; mv /rest /out\nLC_ALL=C sort -zru /out | xargs -0r sh -c '\nfor path; do\nif [ -d \"$path\" ] && [ ! -L \"$path\" ]; then rmdir \"$path\" 2>/dev/null || :; else rm -f \"$path\"; fi\ndone' sh\ndone"]

FROM registry.example.org/base:1 AS app-filtered-3
USER 0
COPY --from=registry.example.org/data:1 ["/srv/data", "/filtered/0/data"]
RUN ["/bin/sh", "-c", "set -e\nfor folder in /filtered/*/* /filtered/*/.[!.]*; do\n[ -d \"$folder\" ] && [ ! -L \"$folder\" ] || continue\ncd \"$folder\"\nfind . -mindepth 1 -print0 >/all\n: >/out\ngrep -zE '^\\./(tmp)(/.*)?$' /all >>/out || [ $? -eq 1 ]\nLC_ALL=C sort -zru /out | xargs -0r sh -c '\nfor path; do\nif [ -d \"$path\" ] && [ ! -L \"$path\" ]; then rmdir \"$path\" 2>/dev/null || :; else rm -f \"$path\"; fi\ndone' sh\ndone"]

FROM registry.example.org/base:1 AS app
USER 0
ENV HOME="/root"
ARG LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/app" && chown "$LIVES_UID":"$LIVES_GID" "/srv/app" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/app"
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-filtered-1 ["/filtered/0/app", "/srv/app"]
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-filtered-2 ["/filtered/0/lib", "/opt/lib"]
COPY --chown=$LIVES_UID:$LIVES_GID --from=app-filtered-3 ["/filtered/0/data", "data"]
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
LABEL blubber.variant="app" blubber.version="1.0.0"
