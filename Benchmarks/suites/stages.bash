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
    "$runner" run "$folder/stages" --engine "$1" --jobs "$stage_jobs" --state "$folder/state" --format plain
}

stages_by_hand() {
    local container
    if [[ $1 == docker ]]; then
        container="$docker run --rm --network none $2"
    else
        # shellcheck disable=SC2016 # for the inner shell
        container='name=bench-stage-$$-N
            buildah from --pull-never --name "$name" '"$2"' >/dev/null &&
                buildah run --isolation oci --runtime runc --network none "$name" -- true &&
                buildah rm "$name" >/dev/null'
    fi
    seq "$stage_count" | xargs -P "$stage_jobs" -I N sh -c "$container"
}

make_parent
make_stages
images+=(localhost/bench/parent localhost/pipeline-runner/stages:test)
heading "$stage_count stages, $stage_jobs at a time" 'by hand'
all_rounds=$rounds
rounds=$((rounds < 3 ? rounds : 3))
for engine in docker buildah; do
    stages_of_ours "$engine" >"$folder/output" 2>&1 || {
        cat "$folder/output" >&2
        exit 1
    }
    case $engine in
        docker) image=$("$docker" image inspect --format '{{.Id}}' localhost/pipeline-runner/stages:test) ;;
        buildah) image=$(buildah inspect --type image --format '{{.FromImageID}}' localhost/pipeline-runner/stages:test) ;;
    esac
    row "one image run in each, $engine" "stages_of_ours $engine" "stages_by_hand $engine $image"
done
rounds=$all_rounds
