"""The command `asyncshop export` on one shop, as a shell runs it.

    python benchmarks/peers/export_command.py http://127.0.0.1:8000 4000-token FOLDER

writes `FOLDER/shop.jsonl`, for others to read, and prints the command's own summary, and then
`{"cpu", "peak"}`: its CPU seconds, without the interpreter's start and the imports, and the most
bytes of memory that the process had.
"""

import json
import os
import sys
import tempfile
import time

import work

from asyncshop.cli import main

SHOP = """\
[[shops]]
domain = "shop.myshopify.com"
platform = "shopify"
base_url = "{base_url}"
token_env = "TOKEN"
"""


def export(base_url: str, token: str, folder: str) -> int:
    """Run it; its exit status."""
    os.environ["TOKEN"] = token
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as shops:
        shops.write(SHOP.format(base_url=base_url))
        shops.flush()
        began = time.process_time()
        status = main(["export", "--shops", shops.name, "--out", folder, "--json"])
        cpu = time.process_time() - began
    print(json.dumps({"cpu": cpu} | work.peak()))
    return status


if __name__ == "__main__":
    sys.exit(export(*sys.argv[1:]))
