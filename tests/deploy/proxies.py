"""Starts nginx and Caddy with the samples in `deploy/`, on free ports and with a certificate of the test's own."""

import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

import httpx
import pytest

from tests.deploy.unit_file import DEPLOY
from tests.fakes.ports import free_port
from tests.fakes.tls_tunnel import make_certificate

HOST = "radap.example.go.th"
CHAIN, KEY = "/etc/ssl/radap/chain.pem", "/etc/ssl/radap/key.pem"
NGINX_MAIN = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/start.log;
events {{}}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/radap.conf;
}}
"""
READY_WITHIN = 30.0


@dataclass
class Proxy:
    """A proxy that listens with TLS. `logs` are all the files that it writes lines into."""

    name: str
    address: str
    certificate: Path
    logs: tuple[Path, ...]

    def client(self) -> httpx.Client:
        context = ssl.create_default_context(cafile=self.certificate)
        return httpx.Client(base_url=self.address, verify=context, timeout=30)

    def log(self) -> str:
        return "\n".join(path.read_text() for path in self.logs if path.exists())

    def until_logged(self, wanted: str) -> str:
        """Wait for a line, which comes after the response, and return the log."""
        end = time.monotonic() + READY_WITHIN
        while time.monotonic() < end:
            if wanted in self.log():
                return self.log()
            time.sleep(0.02)
        pytest.fail(f"{self.name} logs no {wanted!r}:\n{self.log()}")


Command: TypeAlias = "list[str | Path]"
#: Starts one in a folder, for the workers on two ports, with the sample's text changed as said.
StartProxy = Callable[[Path, tuple[int, int], Mapping[str, str]], AbstractContextManager[Proxy]]


def installed(program: str) -> str:
    """Return a program's path; skip the test where it is missing."""
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if not found:
        pytest.skip(f"{program} is not installed: apt-get install {program}")
    return found


def changed(text: str, changes: Mapping[str, str]) -> str:
    """Return the text with the changes, each of which must apply."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def running_nginx(folder: Path, workers: tuple[int, int], changes: Mapping[str, str]) -> Iterator[Proxy]:
    program, port = installed("nginx"), free_port()
    key, certificate = make_certificate(folder)
    conf = (DEPLOY / "nginx.conf").read_text("utf-8")
    test_only = {
        "\tlisten 80;\n": f"\tlisten 127.0.0.1:{free_port()};\n",
        "\tlisten [::]:80;\n": "",
        "\tlisten 443 ssl http2;\n": f"\tlisten 127.0.0.1:{port} ssl http2;\n",
        "\tlisten [::]:443 ssl http2;\n": "",
        "127.0.0.1:8001": f"127.0.0.1:{workers[0]}",
        "127.0.0.1:8002": f"127.0.0.1:{workers[1]}",
        "/var/log/nginx": str(folder),
        HOST: "127.0.0.1",
        CHAIN: str(certificate),
        KEY: str(key),
    }
    (folder / "radap.conf").write_text(changed(conf, {**test_only, **changes}))
    user = "user nobody nogroup;" if os.getuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(NGINX_MAIN.format(folder=folder, user=user))
    command: Command = [program, "-e", folder / "start.log", "-p", folder, "-c", main]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    proxy = Proxy(
        "nginx",
        f"https://127.0.0.1:{port}",
        certificate,
        tuple(folder / name for name in ("start.log", "radap.log", "radap-error.log")),
    )
    with listening(proxy, command, dict(os.environ), subprocess.DEVNULL):
        yield proxy


@contextmanager
def running_caddy(folder: Path, workers: tuple[int, int], changes: Mapping[str, str]) -> Iterator[Proxy]:
    program, port = installed("caddy"), free_port()
    key, certificate = make_certificate(folder)
    test_only = {
        f"#tls {CHAIN} {KEY}": f"tls {certificate} {key}",
        "\tservers {\n": "\tadmin off\n\tauto_https disable_redirects\n\tservers {\n\t\tprotocols h1 h2\n",
    }
    file = folder / "Caddyfile"
    file.write_text(changed((DEPLOY / "Caddyfile").read_text("utf-8"), {**test_only, **changes}))
    environment = {
        "HOME": str(folder),
        "RADAP_HOST": f"https://127.0.0.1:{port}",
        "RADAP_WORKER_1": f"127.0.0.1:{workers[0]}",
        "RADAP_WORKER_2": f"127.0.0.1:{workers[1]}",
    }
    options: Command = ["--adapter", "caddyfile", "--config", file]
    subprocess.run([program, "validate", *options], check=True, capture_output=True, env=environment)
    proxy = Proxy("Caddy", f"https://127.0.0.1:{port}", certificate, (folder / "caddy.log",))
    with (folder / "caddy.log").open("wb") as log, listening(proxy, [program, "run", *options], environment, log):
        yield proxy


@contextmanager
def listening(proxy: Proxy, command: Command, environment: Mapping[str, str], log: int | BinaryIO) -> Iterator[None]:
    """Run a proxy, and yield when it answers at all."""
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        end = time.monotonic() + READY_WITHIN
        with proxy.client() as client:
            while not answers(client):
                assert process.poll() is None, proxy.log()
                assert time.monotonic() < end, proxy.log()
                time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait()


def answers(client: httpx.Client) -> bool:
    try:
        client.get("/metrics")
    except httpx.TransportError:
        return False
    return True
