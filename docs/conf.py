"""Settings of the site; CONTRIBUTING.md tells how to build it."""

import builtins
import inspect
import re
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

import asyncshop
from asyncshop import shopify
from asyncshop.common import CommonModel
from asyncshop.endpoint import Namespace
from asyncshop.model import ReadModel, WriteModel
from asyncshop.shoplazza import v2022, v2026

project = "asyncshop"
author = "the asyncshop authors"
copyright = f"2026, {author}"
version = release = asyncshop.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "benchmarks/*.md"]
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
    CommonModel,
)
"""What readers get and never make."""

MODELS = (ReadModel, WriteModel)
"""What has its fields listed below: a signature of eighty would only repeat them."""

MODELS_OF = {
    "asyncshop.shoplazza.v2022": v2022.models,
    "asyncshop.shoplazza": v2026.models,
    "asyncshop": shopify.models,
}
"""Where the models are that a module speaks of; the first that fits."""


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
        arguments, gives = concrete(arguments, obj, name), concrete(gives, obj, name)
    # Sphinx can read neither of these where the value of a default is to stand.
    arguments = arguments and re.sub(r"<class [\w.]+\.(\w+)>", r"\1", arguments)
    return arguments and arguments.replace("<factory>", "..."), gives


def concrete(text: str, method: Any, name: str) -> str:
    """Write a generation's own types for the variables of what both generations declare once."""
    owner = getattr(method.__wrapped__, "__self__", None)
    resource = type(owner).__name__.removesuffix("Calls")
    types = {
        "AssessmentT": "RiskAssessment",
        "InputT": f"{resource}Input",
        "PaymentT": "PaymentInput",
        "RefundsT": "OrderRefunds",
        "TransactionsT": "Transactions" if "v2022" in name else "list[Transaction]",
        "UpdateT": f"{resource}Update",
    }
    # The others have the name of the type itself: OrderT, RiskT.
    return re.sub(r"\b([A-Z]\w+)T\b", lambda each: types.get(each[0], each[1]), text)


def leave_builtins(app: Sphinx, document: nodes.document) -> None:
    """Link no builtin: Sphinx would take `type` for a model's field of that name."""
    for reference in document.findall(pending_xref):
        if hasattr(builtins, reference["reftarget"]):
            reference["reftarget"] = f"builtins.{reference['reftarget']}"


def link_within_room(app: Sphinx, document: nodes.document) -> None:
    """Link a name to what the room that mentions it means: each has an `Order`, or a `Shop`."""
    for reference in document.findall(pending_xref):
        name, module = reference["reftarget"], reference.get("py:module") or ""
        if name == "Shop" and "sandbox" not in module:
            reference["reftarget"] = "asyncshop.Shop"
        home = next((models for room, models in MODELS_OF.items() if module.startswith(room)), None)
        if home is not None and name in home.__all__:
            shared = getattr(v2026.models, name, None) is getattr(home, name)
            reference["reftarget"] = f"{(v2026.models if shared else home).__name__}.{name}"


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-signature", readable_signature)
    app.connect("doctree-read", leave_builtins)
    app.connect("doctree-read", link_within_room)
