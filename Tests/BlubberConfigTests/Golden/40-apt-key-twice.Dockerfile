FROM registry.example.org/base:1 AS app
USER 0
ENV HOME="/root" DEBIAN_FRONTEND="noninteractive"
ARG LIVES_AS="somebody" LIVES_UID="65533" LIVES_GID="65533" RUNS_AS="runuser" RUNS_UID="900" RUNS_GID="900" BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
RUN ["/bin/sh", "-c", "mkdir -p \"/etc/apt/keyrings\" && printf '%s\\n' 'it'\\''s a key' 'with $two lines' >\"/etc/apt/keyrings/fa1bab1364ae666f55f14b477444a32a94c9a55d8120fcfea72c1a16e1cf9c80.asc\" && chmod 0644 \"/etc/apt/keyrings/fa1bab1364ae666f55f14b477444a32a94c9a55d8120fcfea72c1a16e1cf9c80.asc\""]
RUN apt-get update && apt-get install -y "ca-certificates"
RUN ["/bin/sh", "-c", "mkdir -p \"/etc/apt/sources.list.d\" && printf '%s\\n' 'deb [signed-by=/etc/apt/keyrings/fa1bab1364ae666f55f14b477444a32a94c9a55d8120fcfea72c1a16e1cf9c80.asc] https://deb.example.org/one bookworm main extra' 'deb [signed-by=/etc/apt/keyrings/fa1bab1364ae666f55f14b477444a32a94c9a55d8120fcfea72c1a16e1cf9c80.asc] https://deb.example.org/two sid' >\"/etc/apt/sources.list.d/99blubber.list\" && chmod 0644 \"/etc/apt/sources.list.d/99blubber.list\""]
RUN rm -rf /var/lib/apt/lists/*
RUN (getent group "$LIVES_GID" || groupadd -o -g "$LIVES_GID" -r "$LIVES_AS") && (getent passwd "$LIVES_UID" || useradd -l -o -m -d "/home/$LIVES_AS" -r -g "$LIVES_GID" -u "$LIVES_UID" "$LIVES_AS") && mkdir -p "/srv/app" && chown "$LIVES_UID":"$LIVES_GID" "/srv/app" && mkdir -p "/opt/lib" && chown "$LIVES_UID":"$LIVES_GID" "/opt/lib" && (getent group "$RUNS_GID" || groupadd -o -g "$RUNS_GID" -r "$RUNS_AS") && (getent passwd "$RUNS_UID" || useradd -l -o -m -d "/home/$RUNS_AS" -r -g "$RUNS_GID" -u "$RUNS_UID" "$RUNS_AS")
USER $LIVES_UID
ENV HOME="/home/somebody"
WORKDIR "/srv/app"
USER $RUNS_UID
ENV HOME="/home/$RUNS_AS"
LABEL blubber.variant="app" blubber.version="1.0.0"
