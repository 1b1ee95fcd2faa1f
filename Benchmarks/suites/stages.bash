# shellcheck shell=bash
# Many small stages on one image against a loop that starts the same containers by hand, as many at a time.
# shellcheck disable=SC2154 # of scripts/bench

stage_count=200
stage_jobs=$(nproc)

make_stages() {
    local example=$folder/stages number
    mkdir -p "$example/.pipeline"
    printf 'version: v4\nbase: localhost/bench/parent:latest\nvariants: { test: { entrypoint: ["true"] } }\n' >"$example/.pipeline/blubber.yaml"
    {
        printf 'pipelines:\n  p:\n    blubberfile: blubber.yaml\n    stages:\n      - { name: built, build: test }\n'
        for ((number = 0; number < stage_count; number++)); do
            printf "      - { name: s%d, run: { image: '\${built.imageID}' } }\n" "$number"
        done
        printf '    execution:\n'
        for ((number = 0; number < stage_count; number++)); do printf '      - [built, s%d]\n' "$number"; done
    } >"$example/.pipeline/config.yaml"
    git -C "$example" init -q
    git -C "$example" add -A
    git -C "$example" -c user.name=B -c user.email=b@example.org commit -qm stages
}

stages_of_ours() {
    "$runner" run "$folder/stages" --engine buildah --jobs "$stage_jobs" --state "$folder/state" --format plain
}

stages_by_hand() {
    # shellcheck disable=SC2016 # for the inner shell
    seq "$stage_count" | xargs -P "$stage_jobs" -I N sh -c '
        name=bench-stage-$$-N
        buildah from --pull-never --name "$name" "$1" >/dev/null &&
            buildah run --isolation oci --runtime runc --network none "$name" -- true &&
            buildah rm "$name" >/dev/null' sh "$stage_image"
}

make_parent
make_stages
stages_of_ours >"$folder/output" 2>&1 || {
    cat "$folder/output" >&2
    exit 1
}
images+=(localhost/bench/parent localhost/pipeline-runner/stages:test)
stage_image=$(buildah inspect --type image --format '{{.FromImageID}}' localhost/pipeline-runner/stages:test)
heading "$stage_count stages, $stage_jobs at a time" 'by hand'
all_rounds=$rounds
rounds=$((rounds < 3 ? rounds : 3))
row 'one image run in each' stages_of_ours stages_by_hand
rounds=$all_rounds
