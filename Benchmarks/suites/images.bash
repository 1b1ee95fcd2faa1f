# shellcheck shell=bash
# Trees of images: rendering beside docker-pkg, questions to a registry beside curl, and a tree side by side and in turn.
# shellcheck disable=SC2154 # of scripts/bench

# docker-pkg as PyPI has it, kept from one benchmark to the next; prints its Python.
docker_pkg() {
    local place=${XDG_CACHE_HOME:-$HOME/.cache}/pipeline-runner/docker-pkg-4.0.4
    if [[ ! -e $place/complete ]]; then
        rm -rf "$place"
        python3 -m venv "$place" && "$place/bin/pip" install -q docker-pkg==4.0.4 >&2 || return 1
        touch "$place/complete"
    fi
    echo "$place/bin/python"
}

# Gives every image of a tree the same content at the registry, by the registry's own protocol.
publish_tree() {
    "$runner" images render -c "$1/config.yaml" "$1" --json | python3 -c '
import hashlib, json, sys, urllib.request
def ask(method, url, body=b"", kind="application/octet-stream"):
    headers = {"Content-Type": kind, "Content-Length": str(len(body))}
    return urllib.request.urlopen(urllib.request.Request(url, body, headers, method=method)).headers
config = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}}).encode()
digest = "sha256:" + hashlib.sha256(config).hexdigest()
kind = "application/vnd.oci.image.manifest.v1+json"
manifest = json.dumps({"schemaVersion": 2, "mediaType": kind, "layers": [], "config": {
    "mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest, "size": len(config)}}).encode()
for label in json.load(sys.stdin):
    host, path = label.split("/", 1)
    name, tag = path.rsplit(":", 1)
    place = ask("POST", f"http://{host}/v2/{name}/blobs/uploads/")["Location"]
    ask("PUT", place + ("&" if "?" in place else "?") + "digest=" + digest, config)
    ask("PUT", f"http://{host}/v2/{name}/manifests/{tag}", manifest, kind)
'
}

rendering() {
    local tree=$folder/rendered python
    python3 scripts/make-image-tree.py "$tree" 125 >/dev/null
    python=$(docker_pkg) || { echo 'render 125 images: docker-pkg cannot be installed'; return; }
    "$runner" images render -c "$tree/config.yaml" "$tree" --json 2>/dev/null | jq -S . >"$folder/ours.json"
    "$python" scripts/docker-pkg-render.py "$tree/config.yaml" "$tree" 2>/dev/null | jq -S . >"$folder/theirs.json"
    cmp "$folder/ours.json" "$folder/theirs.json"
    heading 'rendering' 'docker-pkg'
    row 'render a tree of 125 images' "$runner images render -c $tree/config.yaml $tree --json" \
        "$python scripts/docker-pkg-render.py $tree/config.yaml $tree"
}

asking() {
    local tree=$folder/asked host=${registry%%/*}
    python3 scripts/make-image-tree.py "$tree" 136 2 >/dev/null
    printf 'registry: %s\nbase_images: ["%s/bookworm:latest"]\nhttp_proxy:\n' "$host" "$host" >"$tree/config.yaml"
    publish_tree "$tree" 2>/dev/null
    # shellcheck disable=SC2016 # jq's
    "$runner" images render -c "$tree/config.yaml" "$tree" --json 2>/dev/null |
        jq -r 'keys[] | capture("^(?<host>[^/]*)/(?<name>.*):(?<tag>[^:]*)$") |
            "http://\(.host)/v2/\(.name)/manifests/\(.tag)"' >"$folder/addresses"
    echo 'header = "Accept: application/vnd.oci.image.manifest.v1+json"' >"$folder/curl"
    heading 'questions' '8 curls'
    row 'a registry that has all of 136 images' "$runner images build -c $tree/config.yaml $tree --publish" \
        "xargs -a $folder/addresses -P 8 -n 1 curl -K $folder/curl -sSfIo /dev/null"
}

# The small images of one engine are forgotten, so that they have to be built.
forget() {
    local tool=buildah format='{{.Name}}:{{.Tag}}'
    if [[ $1 == docker ]]; then tool=$docker format='{{.Repository}}:{{.Tag}}'; fi
    "$tool" images --format "$format" | sed -n '/^localhost\/bench-tree\//p' | sort -u | xargs -r "$tool" rmi -f >/dev/null
}

# Two ways to build the tree of 24 images from nothing, in turns: compared ENGINE NAME OURS OTHER
compared() {
    local times=() start turn way
    for ((turn = 0; turn < (rounds + 2) / 3; turn++)); do
        for way in "$3" "$4"; do
            forget "$1"
            start=$EPOCHREALTIME
            $way >"$folder/output" 2>&1 || { cat "$folder/output" >&2; exit 1; }
            times+=("$start" "$EPOCHREALTIME")
        done
    done
    python3 - "$2" "${times[@]}" <<'PYTHON'
import statistics, sys
times = list(map(float, sys.argv[2:]))
spans = [1000 * (end - start) for start, end in zip(times[::2], times[1::2])]
ours, theirs = spans[::2], spans[1::2]
ratio = statistics.median(a / b for a, b in zip(ours, theirs))
ours, theirs = statistics.median(ours), statistics.median(theirs)
print(f"{sys.argv[1]:<46} {ours:9.1f} ms {theirs:9.1f} ms {ratio:8.2f} {ours - theirs:+9.1f} ms")
PYTHON
}

building() {
    local engine=$1 tree=$folder/small python
    local build="$runner images build -c $tree/config.yaml $tree --engine $engine --state $folder/state"
    compared "$engine" "24 images, $engine (other: --jobs 1)" "$build" "$build --jobs 1"
    if [[ $engine == docker ]] && python=$(docker_pkg); then
        compared "$engine" '24 images, docker (other: docker-pkg)' "$build" \
            "${python%/*}/docker-pkg -c $tree/config.yaml build --no-pull $tree"
    fi
    forget "$engine"
    row "nothing to do, $engine (other: /bin/true)" "$build" /bin/true
    forget "$engine"
}

# How much of two processors a machine really gives to two programs: no build can do better than this.
processors() {
    local busy="python3 -c 'for i in range(4000000): pass'"
    printf '%s & %s & wait\n' "$busy" "$busy" >"$folder/side-by-side"
    printf '%s; %s\n' "$busy" "$busy" >"$folder/in-turn"
    row 'two programs that only compute' "sh $folder/side-by-side" "sh $folder/in-turn"
}

[[ -n ${registry:-} ]] || start_registry
rendering
asking
make_parent
images+=(localhost/bench/parent)
python3 scripts/make-image-tree.py "$folder/small" 24 3 localhost/bench/parent:latest 4 >/dev/null
printf 'registry: localhost\nnamespace: bench-tree\nbase_images: []\n' >"$folder/small/config.yaml"
heading 'building a tree of 24, 4 deep' 'one by one'
processors
for engine in docker buildah; do building "$engine"; done
