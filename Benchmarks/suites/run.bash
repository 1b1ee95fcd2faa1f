# shellcheck shell=bash
# A run of a commit that is built already, beside the engine's own commands; and the memory that a noisy build takes.
# shellcheck disable=SC2154 # of scripts/bench

make_repository() {
    local repository=$folder/bench
    mkdir -p "$repository/.pipeline" "$repository/src"
    for ((number = 0; number < 200; number++)); do echo "file $number" >"$repository/src/$number.txt"; done
    cat >"$repository/.pipeline/blubber.yaml" <<'YAML'
version: v4
base: localhost/bench/parent:latest
variants:
  test:
    copies: [local]
    entrypoint: ["true"]
  production:
    copies: [local]
    entrypoint: [cat, src/1.txt]
  noisy:
    copies: [local]
    builder: { command: "yes 'a line of a build log that is neither long nor short' | head -c 100000000" }
YAML
    git -C "$repository" init -q -b main
    git -C "$repository" add -A
    git -C "$repository" -c user.name=Bench -c user.email=bench@example.org -c commit.gpgsign=false commit -qm bench
}

# What a person gives an engine for the same image, from the same Dockerfiles; with `all`, also what a run asks besides:
# whether the engine is there, what the parent is, which digest the registry holds, and the removal of what it made.
by_hand() {
    local engine=$1 context=$folder/bench all=${2:-} before='' after=''
    for variant in test production; do
        "$runner" dockerfile --dialect portable "$context/.pipeline/blubber.yaml" $variant >"$folder/$variant.Dockerfile"
    done
    local ask="skopeo inspect --no-tags --format {{.Digest}} --tls-verify=false docker://$registry"
    if [[ $engine == docker ]]; then
        if [[ -n $all ]]; then
            before="$docker version --format {{.Server.Version}} & $ask/probe:none || true; wait
$docker image inspect localhost/bench/parent:latest"
            after="$docker rmi $registry/hand:1 & $ask/hand:1; wait"
        fi
        cat <<SCRIPT
set -e
$before
$docker build -q --network host --target test -t localhost/bench/hand:test -f $folder/test.Dockerfile $context
$docker run --rm --network none localhost/bench/hand:test
$docker build -q --network host --target production -t localhost/bench/hand:production -f $folder/production.Dockerfile $context
$docker tag localhost/bench/hand:production $registry/hand:1
$docker push -q $registry/hand:1
$after
SCRIPT
    else
        if [[ -n $all ]]; then
            before="$ask/probe:none || true
buildah inspect --type image localhost/bench/parent:latest"
            after="$ask/hand:1"
        fi
        cat <<SCRIPT
set -e
flags='--isolation oci --runtime runc'
$before
buildah build -q --layers \$flags --network host --target test -t localhost/bench/hand:test -f $folder/test.Dockerfile $context
c=\$(buildah from --pull-never localhost/bench/hand:test)
buildah run \$flags --network none \$c -- true
buildah rm \$c
buildah build -q --layers \$flags --network host --target production -t localhost/bench/hand:production -f $folder/production.Dockerfile $context
buildah push -q --tls-verify=false localhost/bench/hand:production docker://$registry/hand:1
$after
SCRIPT
    fi
}

# The peak of the runner's resident memory while a build prints 100 MB. BuildKit clips a step's log at 2 MiB; buildah does not.
measure_memory() {
    local peak=0 now noisy
    "$runner" build "$folder/bench" --variant noisy --engine buildah >/dev/null 2>"$folder/noisy.log" &
    noisy=$!
    while [[ -r /proc/$noisy/status ]]; do
        now=$(awk '/VmHWM/ { print $2 }' "/proc/$noisy/status" 2>/dev/null || echo 0)
        ((${now:-0} > peak)) && peak=$now
        sleep 0.02
    done
    wait "$noisy"
    printf '%-46s %9d MiB for %d MB of log\n' 'peak memory of the runner, noisy build' $((peak / 1024)) \
        $(($(stat -c %s "$folder/noisy.log") / 1000000))
}

make_parent
make_repository
start_registry
images+=(localhost/bench/parent localhost/pipeline-runner/bench:test localhost/pipeline-runner/bench:production
    localhost/pipeline-runner/bench:noisy localhost/bench/hand:test localhost/bench/hand:production "$registry/hand:1")
heading 'a run' 'by hand'
for engine in docker buildah; do
    run="$runner run $folder/bench --publish --engine $engine --state $folder/state --registry docker://$registry --format plain"
    by_hand "$engine" >"$folder/hand-$engine.sh"
    row "run of a built commit, $engine" "$run" "bash $folder/hand-$engine.sh"
    by_hand "$engine" all >"$folder/hand-$engine.sh"
    row 'the same beside all its engine commands' "$run" "bash $folder/hand-$engine.sh"
done
measure_memory
