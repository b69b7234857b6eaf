"""Settings of the site; CONTRIBUTING.md tells how to build it."""

import builtins
import inspect
import re
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

import asyncshop
from asyncshop.endpoint import Namespace
from asyncshop.model import ReadModel, WriteModel

project = "asyncshop"
author = "the asyncshop authors"
copyright = f"2026, {author}"
version = release = asyncshop.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
default_role = "code"
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"asyncshop {version}"

add_module_names = False
autodoc_inherit_docstrings = False
autodoc_member_order = "bysource"
python_maximum_signature_line_length = 88
python_use_unqualified_type_names = True

GIVEN = (
    Namespace,
    asyncshop.Attempt,
    asyncshop.Listing,
    asyncshop.Page,
    asyncshop.Response,
    asyncshop.Shop,
    asyncshop.ShopStats,
    asyncshop.Stream,
)
"""What readers get and never make."""

MODELS = (ReadModel, WriteModel)
"""What has its fields listed below: a signature of eighty would only repeat them."""


def readable_signature(
    app: Sphinx,
    what: str,
    name: str,
    obj: Any,
    options: Any,
    arguments: str | None,
    gives: str | None,
) -> tuple[str | None, str | None]:
    """Show classes without needless constructors, and endpoints' methods as they are called."""
    if inspect.isclass(obj) and issubclass(obj, GIVEN + MODELS):
        return "", None
    if what == "method" and hasattr(obj, "__wrapped__"):
        # The wrapped function builds the method's call; its arguments are the method's.
        call = inspect.signature(obj.__wrapped__)
        arguments = str(call.replace(return_annotation=call.empty)).replace("'", "")
        gives = re.sub(r"^Call\[(.*)\]$", r"\1", call.return_annotation)
        gives = gives.replace("ListCall[", "Listing[")
    # Sphinx can read neither of these where the value of a default is to stand.
    arguments = arguments and re.sub(r"<class [\w.]+\.(\w+)>", r"\1", arguments)
    return arguments and arguments.replace("<factory>", "..."), gives


def leave_builtins(app: Sphinx, document: nodes.document) -> None:
    """Link no builtin: Sphinx would take `type` for a model's field of that name."""
    for reference in document.findall(pending_xref):
        if hasattr(builtins, reference["reftarget"]):
            reference["reftarget"] = f"builtins.{reference['reftarget']}"


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-signature", readable_signature)
    app.connect("doctree-read", leave_builtins)
