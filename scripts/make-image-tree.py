#!/usr/bin/env python3
"""Writes a tree of image definitions that a seed makes up: make-image-tree.py FOLDER COUNT [SEED [BASE [LEVELS]]].

The templates use every feature that real trees use, in about the proportions in which they use them; with a BASE, each
image can be built in a moment. With LEVELS, there are as many in each, and each stands on one of the level before. The last
line of output is the number of edges."""
import os
import random
import sys

folder, count = sys.argv[1], int(sys.argv[2])
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
base = sys.argv[4] if len(sys.argv) > 4 else ""
width = count // int(sys.argv[5]) if len(sys.argv) > 5 else 0
rng = random.Random(seed)
names = [f"{rng.choice(['golang', 'node', 'php', 'jdk', 'exporter'])}{number}" for number in range(count)]
edges = 0


def template(parents, number):
    if base:
        lines = [f'FROM {{{{ "{parent}" | image_tag }}}} AS s{index}' for index, parent in enumerate(parents[1:])]
        first = f'{{{{ "{parents[0]}" | image_tag }}}}' if parents else base
        lines += [f"FROM {first}", f"RUN echo {number} >/n{number}"]
        lines += [f"COPY --from=s{index} /n{names.index(parent)} /from{index}" for index, parent in enumerate(parents[1:])]
        return "\n".join(lines) + "\n"
    first = f'"{parents[0]}"' if parents else '"bookworm"'
    lines = ["# An image of a generated tree"] if rng.random() < 0.3 else []
    if rng.random() < 0.15:
        lines += ["{% set packages|replace('\\n', ' ') -%}", "curl", "git", "{%- endset -%}", ""]
    else:
        lines += [f"{{% set packages = 'curl' ~ ' ' ~ 'tool{number}' %}}"]
    if rng.random() < 0.1:
        lines += ["{% set extra = [", "  'a',", "  'b'", "] | join(' ') %}", "{% set packages = packages + ' ' + extra %}"]
    lines += [f"FROM {{{{ {first} | image_tag }}}}" + (" as build" if len(parents) > 1 else "")]
    lines += ["RUN {{ packages | apt_install }} \\", "    && echo ${HOME:+x} {a,b}"]
    lines += [f'FROM {{{{ "{parent}" | image_tag }}}}' for parent in parents[1:]]
    if rng.random() < 0.1:
        lines += ["{% if http_proxy %}", "ENV http_proxy={{ http_proxy }}", "{% endif %}"]
    if rng.random() < 0.1:
        lines += ["{# not", "needed #}"]
    if rng.random() < 0.2:
        lines += [f'ARG VERSION={{{{ "{names[number]}" | image_tag | upstream_version }}}}']
    if rng.random() < 0.1:
        lines += ['RUN {{ "nobody" | add_user }}']
    lines += ['COPY . {{"/srv"}}'] * 8 + ["USER {{ 'nobody' | uid }}"]
    return "\n".join(lines) + "\n" * rng.choice([0, 1, 1, 1, 1, 2])


for number, name in enumerate(names):
    limit = min(number, 40)
    parents = rng.sample(names[number - limit:number], min(limit, rng.choice([0, 0, 1, 1, 1, 2])))
    if width:
        level = number // width * width
        parents = [rng.choice(names[level - width:level])] if level else []
    edges += len(parents)
    place = os.path.join(folder, rng.choice(["", "runtime", "infra/deep"]), f"image-{number}")
    os.makedirs(place)
    with open(os.path.join(place, "Dockerfile.template"), "w") as file:
        file.write(template(parents, number))
    entries = []
    for revision in range(rng.choice([1, 3, 111]) if not base else 1, 0, -1):
        entries.append(
            f"{name} (1.{number}.0-{revision}) wikimedia; urgency=medium\n\n  * Weekly rebuild.\n\n"
            " -- Ada Example <ada@example.org>  Mon, 23 Nov 2026 19:00:34 +0000\n")
    with open(os.path.join(place, "changelog"), "w") as file:
        file.write("\n".join(entries))
    with open(os.path.join(place, "control"), "w") as file:
        file.write(f"Package: {name}\nMaintainer: Ada Example <ada@example.org>\nDepends: {', '.join(parents)}\n")
with open(os.path.join(folder, "config.yaml"), "w") as file:
    file.write("registry: registry.example\nbase_images: ['registry.example/bookworm:latest']\nhttp_proxy: http://proxy:3128\n")
print(edges)
