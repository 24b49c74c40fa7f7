"""Runs every `sh` block of the README and the guides, in order, as one shell on a fresh registry.

A comment above a block says which answers it is to get where they are not all successes: `<!-- answers: 422 403 -->`.
Blocks for other machines are `console` blocks and are not run.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

program, work = (pathlib.Path(path).resolve() for path in sys.argv[1:])
root = pathlib.Path(__file__).resolve().parents[2]
PAGES = ["README.md", *sorted(str(page.relative_to(root)) for page in (root / "docs").glob("*.md"))]
# What the README's first two commands do is how this very check came to run.
STARTS = ("cargo ", "bash tests/")
BLOCK = re.compile(r"(?:<!-- answers: ([\d ]+) -->\n\n?)?```sh\n(.*?)```", re.S)


def shim(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/usr/bin/env bash\n" + text)
    path.chmod(0o755)


def run(page):
    blocks = [(answers, code) for answers, code in BLOCK.findall((root / page).read_text()) if not code.startswith(STARTS)]
    if not blocks:
        return 0
    here = work / page.replace("/", "-")
    here.mkdir(parents=True)
    (here / "data").symlink_to(root / "data")
    with open(here / "log", "w") as log:
        server = subprocess.Popen(
            [program, "serve", "--bind", "127.0.0.1:0", "--data-dir", here / "registry-data"], stderr=log, cwd=here
        )
    try:
        address = None
        for _ in range(100):
            found = re.search(r"API +(http:\S+)/v1", (here / "log").read_text())
            if found:
                address = found[1]
                break
            time.sleep(0.1)
        assert address, (here / "log").read_text()
        curl = f'exec {shutil.which("curl")} -sS -w "%{{stderr}}status:%{{http_code}}\\n" "${{@//http:\\/\\/127.0.0.1:8080/{address}}}"\n'
        shim(here / "bin/curl", curl)
        # Nobody is there to be asked.
        shim(here / "bin/presence-registry", f'[ "$1" = push ] && set -- "$@" --yes\nexec {program} "$@"\n')
        shim(here / "target/release/presence-registry", f'exec {program} "$@"\n')
        script = "set -euo pipefail\n" + "".join(
            f"echo block:{number} >&2\n{code}" for number, (_, code) in enumerate(blocks)
        )
        environment = {**os.environ, "PATH": f"{here / 'bin'}:{os.environ['PATH']}", "PRESENCE_REGISTRY_SERVER": address}
        done = subprocess.run(
            ["bash", "-c", script], cwd=here, env=environment, capture_output=True, text=True, timeout=120
        )
        said = re.split(r"^block:\d+\n", done.stderr, flags=re.M)[1:]
        assert done.returncode == 0, f"{page}: block {len(said)} ends with {done.returncode}\n{done.stdout}\n{done.stderr}"
        for (answers, code), text in zip(blocks, said, strict=True):
            found = re.findall(r"status:(\d+)", text)
            expected = answers.split()
            fine = found == expected if expected else all(status.startswith(("2", "3")) for status in found)
            assert fine, f"{page}: {found} instead of {expected or 'success'}\n{code}\n{done.stdout}"
    finally:
        server.terminate()
        server.wait(timeout=30)
    return len(blocks)


counts = {page: run(page) for page in PAGES}
assert counts["README.md"] > 5, counts
print("the blocks of", ", ".join(f"{page} ({count})" for page, count in counts.items() if count), "run in order")
