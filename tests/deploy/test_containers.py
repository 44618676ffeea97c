"""deploy/Dockerfile and deploy/compose.yaml, which are checked and not run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from tests.deploy.unit_file import DEPLOY

SCHEMA = Path(__file__).parent / "compose-spec" / "schema.json"
NOT_RUN = "# Not run by the authors"
#: What the images hold beside a tag of two numbers: `8.1-alpine`.
NUMBERS_OF_A_TAG = 2


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return content


def test_hadolint_accepts_the_dockerfile() -> None:
    hadolint = Path(sys.prefix) / "bin" / "hadolint"
    linted = subprocess.run([hadolint, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_dockerfile_copies_what_exists_and_what_is_not_ignored() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8")
    copied = [
        word
        for line in text.splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
    ]
    assert len(copied) > 5
    for name in copied:
        assert (DEPLOY.parent / name).exists(), name
        assert f"!{name}\n" in ignored, name


def test_compose_follows_the_specification() -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(compose())] == []


def test_every_container_is_confined_and_only_the_proxy_is_reached_from_outside() -> None:
    services = compose()["services"]
    assert services.keys() == {"radap", "valkey", "caddy"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
    assert services["valkey"]["networks"] == ["inside"]
    assert compose()["networks"]["inside"] == {"internal": True}


def test_images_are_pinned() -> None:
    froms = [line.split()[1] for line in (DEPLOY / "Dockerfile").read_text("utf-8").splitlines() if line[:5] == "FROM "]
    images = [*froms, *(service["image"] for service in compose()["services"].values() if "build" not in service)]
    assert len(images) == 4
    for image in images:
        version = image.partition(":")[2].partition("-")[0]
        assert len(version.split(".")) >= NUMBERS_OF_A_TAG, image


def test_the_files_say_that_they_were_not_run() -> None:
    for name in ("Dockerfile", "compose.yaml"):
        assert (DEPLOY / name).read_text("utf-8").startswith(NOT_RUN)
