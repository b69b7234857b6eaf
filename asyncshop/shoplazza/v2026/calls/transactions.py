"""The transaction endpoint of 2026-01."""

from asyncshop.shoplazza.calls.transactions import TransactionCalls
from asyncshop.shoplazza.v2026.calls.listing import all_at_once
from asyncshop.shoplazza.v2026.models import Transaction

TRANSACTIONS = TransactionCalls(all_at_once("transactions", Transaction))
