FROM registry.example.org/base:1 AS app
USER 0
ENV HOME="/root"
ARG LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/app" && chown "$LIVES_UID":"$LIVES_GID" "/srv/app" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/app"
RUN ["/bin/sh", "-c", "d=/tmp/ed499907961c73828029961a565757cc291280d8816bee8e963a960af311b156; rm -rf $d && mkdir $d && printf %s \"$@\" >$d/script && chmod 0555 $d/script && $d/script; status=$?; rm -rf $d; exit $status", "script", "#!/bin/sh\nset -e\ncat <<BLUBBER_SCRIPT\n\"$HOME\" \\ 'quoted'\nBLUBBER_SCRIPT\n"]
RUN ["/bin/sh", "-c", "d=/tmp/3542619a786fcb9a3861cc2fa3935dd18e5d59a494972cc65950d0e42fef7068; rm -rf $d && mkdir $d && printf %s \"$@\" >$d/script && chmod 0555 $d/script && $d/script; status=$?; rm -rf $d; exit $status", "script", "#!/usr/bin/env python3\nprint('hi')"]
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
LABEL blubber.variant="app" blubber.version="1.0.0"
