# shellcheck shell=bash
# An idle poll of 500 repositories over git:// on loopback: ours against libgit2 alone and against git itself. And how long it
# takes from the end of a push to the start of its run, with a hint and without.
# shellcheck disable=SC2154 # of scripts/bench

scripts/build-release bench-poll >&2
poll_fleet() {
    local port number
    git init -q --bare --initial-branch=main "$folder/fleet/0.git"
    git -C "$folder/fleet/0.git" -c user.name=Bench -c user.email=bench@example.org commit-tree -m 1 \
        "$(git -C "$folder/fleet/0.git" hash-object -w -t tree /dev/null)" >"$folder/commit"
    git -C "$folder/fleet/0.git" update-ref refs/heads/main "$(cat "$folder/commit")"
    for ((number = 1; number < 500; number++)); do cp -r "$folder/fleet/0.git" "$folder/fleet/$number.git"; done
    port=$(free_port)
    git daemon --export-all --reuseaddr --listen=127.0.0.1 --port="$port" --base-path="$folder/fleet" "$folder/fleet" \
        >"$folder/daemon.log" 2>&1 &
    servers+=($!)
    await_port "$port" 'git daemon'
    served=git://127.0.0.1:$port
    for ((number = 0; number < 500; number++)); do echo "$served/$number.git"; done >"$folder/urls"
}

# Microseconds a repository, of ours and of another in turns: poll_row NAME COMMAND
poll_row() {
    local pairs=''
    for ((round = 0; round < rounds; round++)); do
        pairs+="$(.build/release/bench-poll "$folder/urls" 1) $($2)"$'\n'
    done
    python3 - "$1" "$pairs" <<'PYTHON'
import statistics, sys
pairs = [tuple(map(float, line.split())) for line in sys.argv[2].splitlines()]
median = lambda values: statistics.median(values)
print(f"{sys.argv[1]:<46} {median(a for a, _ in pairs) / 1000:9.2f} ms {median(b for _, b in pairs) / 1000:9.2f} ms "
      f"{median(a / b for a, b in pairs):8.2f}")
PYTHON
}

git_loop() {
    local start=$EPOCHREALTIME end
    head -50 "$folder/urls" | while read -r url; do git ls-remote -q "$url" >/dev/null; done
    end=$EPOCHREALTIME
    echo $(((${end/./} - ${start/./}) / 50))
}

# Resident memory of a daemon that has polled all of them a few times.
poll_memory() {
    {
        echo 'limits: {per-host: 8}'
        echo 'defaults: {interval: 5s}'
        echo 'repositories:'
        for ((number = 0; number < 500; number++)); do
            echo "  - {name: r$number, url: \"$(sed -n "$((number + 1))p" "$folder/urls")\"}"
        done
    } >"$folder/watch.yaml"
    "$runner" watch --config "$folder/watch.yaml" --state "$folder/watched" --registry "oci:$folder/images" \
        2>"$folder/watch.log" &
    local daemon=$!
    servers+=("$daemon")
    for ((tenths = 0; tenths < 1200; tenths++)); do
        (($(grep -c 'first look' "$folder/watch.log") == 500)) && break
        sleep 0.1
    done
    sleep 20
    awk '/VmRSS/ { printf "%-46s %9.1f MB\n", "resident memory of the daemon, 500 repositories", $2 / 1024 }' \
        "/proc/$daemon/status"
    kill "$daemon"
}

# Milliseconds from the end of a push to the start of its run: push_to_start NAME INTERVAL [hint]
push_to_start() {
    local name=live-${3:-poll} port daemon commit pushed begun
    port=$(free_port)
    git init -q --bare --initial-branch=main "$folder/fleet/$name.git"
    git clone -q "$folder/fleet/$name.git" "$folder/$name" 2>/dev/null
    push "$folder/$name"
    printf '{hooks: {port: %s}, repositories: [{name: live, url: "%s/%s.git", branches: [main], interval: %s}]}\n' \
        "$port" "$served" "$name" "$2" >"$folder/$name.yaml"
    "$runner" watch --config "$folder/$name.yaml" --state "$folder/$name-state" --engine buildah \
        2>"$folder/$name.log" &
    daemon=$!
    servers+=("$daemon")
    until grep -q 'first look' "$folder/$name.log"; do sleep 0.1; done
    await_port "$port" 'the hooks'
    : >"$folder/latencies"
    for ((round = 0; round < rounds; round++)); do
        push "$folder/$name"
        pushed=$(date +%s%3N)
        [[ ${3:-} != hint ]] || curl -fsS -X POST "http://127.0.0.1:$port/hooks/live" >/dev/null
        commit=$(git -C "$folder/$name" rev-parse HEAD)
        begun=''
        until [[ -n $begun ]]; do
            sleep 0.05
            begun=$(sqlite3 "$folder/$name-state/ledger.sqlite" "SELECT startedAt FROM runs WHERE hash = '$commit'")
        done
        echo $((begun - pushed)) >>"$folder/latencies"
        # The next one is not to wait for the end of this one.
        until [[ $(grep -c 'run ends' "$folder/$name.log") -gt $round ]]; do sleep 0.1; done
    done
    kill "$daemon"
    sort -n "$folder/latencies" | awk -v name="$1" \
        '{ all[NR] = $1 } END { printf "%-46s %9d ms %9d ms\n", name, all[int((NR + 1) / 2)], all[NR] }'
}

push() {
    git -C "$1" -c user.name=Bench -c user.email=bench@example.org commit -q --allow-empty -m change
    git -C "$1" push -q origin main
}

poll_fleet
# shellcheck disable=SC2046 # flags
cc -O2 -o "$folder/list" Benchmarks/poll/list.c $(pkg-config --cflags --libs libgit2)
printf '\n%-46s %12s %12s %8s\n' 'idle poll of a repository, git://' 'ours' 'other' 'ratio'
poll_row 'connect and list in C with libgit2' "$folder/list $folder/urls 1"
poll_row 'git ls-remote' git_loop
poll_memory
printf '\n%-46s %12s %12s\n' 'from the end of a push to the start of its run' 'median' 'greatest'
push_to_start 'with a hint' 1h hint
push_to_start 'by polling every second' 1s
