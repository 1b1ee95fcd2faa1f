# shellcheck shell=bash
# shellcheck disable=SC2154 # of scripts/bench
# Loading and checking a large configuration against a small one: the difference is what the size costs.

write_pipelines() {
    local number
    mkdir -p "$folder/$1/.pipeline"
    printf 'version: v4\nbase: x\nvariants: { lint: {}, test: {}, production: {} }\n' >"$folder/$1/.pipeline/blubber.yaml"
    {
        echo 'pipelines:'
        for ((number = 0; number < $2; number++)); do
            cat <<YAML
  service-$number:
    blubberfile: blubber.yaml
    stages:
      - name: lint
      - { name: unit, build: test, run: { arguments: ['--fast'], tail: 1 } }
      - name: image
        build: production
        publish: { image: { name: '\${setup.project}-$number', tags: [edge, '\${setup.tag}'] } }
        exports: { ref: '\${.publishedImage}' }
      - name: smoke
        run: { image: '\${image.imageID}', arguments: ['--check', '\${unit.output|none}'], env: { REF: '\${image.ref}' } }
    execution: [ [lint, image], [unit, image, smoke] ]
YAML
        done
    } >"$folder/$1/.pipeline/config.yaml"
}

validate_many() { "$runner" validate "$folder/many"; }
validate_one() { "$runner" validate "$folder/one"; }

write_pipelines many 100
write_pipelines one 1
heading 'a configuration of 100 pipelines' 'of one'
row 'load and check' validate_many validate_one
