#!/bin/sh
# The exporter answers with the machine's metrics.
set -eu
docker run --rm --network none --entrypoint bash "$1" -euc '
prometheus-node-exporter --web.listen-address=127.0.0.1:9100 2>/tmp/log &
for _ in {1..100}; do
    if exec 3<>/dev/tcp/127.0.0.1/9100; then break; fi 2>/dev/null
    sleep 0.1
done
printf "GET /metrics HTTP/1.0\r\n\r\n" >&3
grep -q "^node_cpu_seconds_total{" <&3 || { cat /tmp/log >&2; exit 1; }'
