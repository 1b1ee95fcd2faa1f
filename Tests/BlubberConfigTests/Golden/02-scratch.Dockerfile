# syntax=docker/dockerfile:1.19

FROM scratch AS static
COPY ["public/", "/www/"]
ENTRYPOINT ["/www/server"]
LABEL blubber.variant="static" blubber.version="1.0.0"
