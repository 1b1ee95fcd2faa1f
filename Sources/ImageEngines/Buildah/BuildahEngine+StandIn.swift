internal import PipelineCore

extension BuildahEngine {
    /// A `docker` that knows `docker run` for programs which come to an end: scripts that test images call it, and an image
    /// of buildah's is known to no daemon.
    public func dockerStandIns() async throws -> [String: String] {
        let flags = try await isolation.flags(network: .host)
        let quoted = flags.map { "'\($0)'" }.joined(separator: " ")
        let isolates = try await isolation.isolation() != .chroot
        return [
            "docker": Self.docker.replacing("@FLAGS@", with: quoted).replacing(
                "@ISOLATES@", with: isolates ? "yes" : ""
            ).replacing("@RUNC@", with: runcStates)
        ]
    }

    private static let docker = #"""
        #!/bin/bash
        # docker run by buildah, in the foreground.
        set -u
        refuse() {
            echo "docker: $1 is not available with buildah; build with --engine docker" >&2
            exit 125
        }
        [[ ${1:-} == container || ${1:-} == image ]] && shift
        [[ ${1:-} == run ]] || refuse "\`docker ${1:-}\`"
        shift
        flags=(@FLAGS@)
        isolates=@ISOLATES@
        entrypoint=''
        has_entrypoint=''
        while (($#)); do
            option=$1
            value=${2:-}
            joined=''
            if [[ $option == -*=* ]]; then
                value=${option#*=}
                option=${option%%=*}
                joined=yes
                set -- "$option" "$value" "${@:2}"
            fi
            case $option in
                --rm | -i | -t | -it | -ti | --interactive | --tty | --init | --read-only | --privileged)
                    [[ $joined ]] && shift
                    shift
                    continue
                    ;;
                -e | --env) if [[ $value == *=* ]]; then flags+=(--env "$value"); else flags+=(--env "$value=${!value:-}"); fi ;;
                -u | --user) flags+=(--user "$value") ;;
                -w | --workdir) flags+=(--workingdir "$value") ;;
                -v | --volume) flags+=(--volume "$value") ;;
                --entrypoint) entrypoint=$value has_entrypoint=yes ;;
                --net | --network) [[ $isolates && $value == none ]] && flags+=(--network none) ;;
                --name | --hostname | --memory | --cpus | --pull | --platform | --label) ;;
                -*) refuse "the option $option" ;;
                *) break ;;
            esac
            shift 2
        done
        image=${1:?}
        shift
        container=$(buildah from --pull-never "$image") || exit 125
        trap 'buildah rm "$container" >/dev/null' EXIT
        # As docker's client does, a signal ends the program in the container.
        end() {
            local id state
            kill "$child"
            id=$(buildah inspect --format '{{.ContainerID}}' "$container")
            [[ $id ]] && for state in @RUNC@/buildah-*/state.json; do
                grep -qs "\"hostname\":\"${id:0:12}\"" "$state" || continue
                state=${state%/*}
                runc delete --force "${state##*/}"
            done
            wait "$child"
            exit $((128 + $1))
        } 2>/dev/null
        list() { buildah inspect --type image --format "{{range .OCIv1.Config.$1}}{{println .}}{{end}}" "$image"; }
        command=()
        if [[ $has_entrypoint ]]; then
            [[ $entrypoint ]] && command+=("$entrypoint")
        else
            mapfile -t command < <(list Entrypoint)
        fi
        if (($#)); then
            command+=("$@")
        elif [[ ! $has_entrypoint ]]; then
            mapfile -t -O "${#command[@]}" command < <(list Cmd)
        fi
        buildah run "${flags[@]}" "$container" -- "${command[@]}" <&0 2> >(grep -v -e '^Error: \(while running runtime: \)\?exit status ' \
            -e '^subprocess exited ' >&2) &
        child=$!
        trap 'end 15' TERM
        trap 'end 2' INT
        trap 'end 1' HUP
        wait "$child"
        status=$?
        wait
        exit "$status"

        """#
}
