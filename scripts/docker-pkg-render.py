"""Scans a tree and renders it by docker-pkg's own modules, without engine and registry: CONFIG DIRECTORY.

Prints a JSON object from label to Dockerfile."""
import json
import os
import sys

from docker_pkg import cli, dockerfile, drivers, image


class NoDriver(drivers.DriverInterface):
    pass


config = cli.read_config(sys.argv[1])
images = []
for root, _, files in os.walk(os.path.abspath(sys.argv[2])):
    if "Dockerfile.template" in files and "changelog" in files:
        images.append(image.DockerImage(root, NoDriver(config, None), config))
known = set(config["base_images"]) | {each.image for each in images}
dockerfile.TemplateEngine.setup(config, known)
json.dump({each.image: each.render_dockerfile() for each in images}, sys.stdout, sort_keys=True)
