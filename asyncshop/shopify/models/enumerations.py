"""Shopify's enumerations: the values it documents; each field also takes one it adds later."""
# ruff: noqa: PYI051 -- the values help readers and editors, and `str` lets new ones in

from typing import Literal, TypeAlias

# https://shopify.dev/docs/api/admin-rest/latest/resources/order
FinancialStatus: TypeAlias = (
    Literal[
        "pending",
        "authorized",
        "partially_paid",
        "paid",
        "partially_refunded",
        "refunded",
        "voided",
    ]
    | str
)
FulfillmentStatus: TypeAlias = Literal["fulfilled", "partial", "restocked"] | str
CancelReason: TypeAlias = Literal["customer", "inventory", "fraud", "declined", "other"] | str
DiscountType: TypeAlias = Literal["automatic", "discount_code", "manual", "script"] | str
DiscountValueType: TypeAlias = Literal["fixed_amount", "percentage"] | str
DiscountCodeType: TypeAlias = Literal["fixed_amount", "percentage", "shipping"] | str
AllocationMethod: TypeAlias = Literal["across", "each", "one"] | str
TargetSelection: TypeAlias = Literal["all", "entitled", "explicit"] | str
TargetType: TypeAlias = Literal["line_item", "shipping_line"] | str
InventoryBehaviour: TypeAlias = (
    Literal["bypass", "decrement_ignoring_policy", "decrement_obeying_policy"] | str
)
PaymentTermsType: TypeAlias = Literal["NET", "FIXED", "RECEIPT", "FULFILLMENT", "UNKNOWN"] | str

# https://shopify.dev/docs/api/admin-rest/latest/resources/customer
CustomerState: TypeAlias = Literal["disabled", "invited", "enabled", "declined"] | str
MarketingState: TypeAlias = (
    Literal["not_subscribed", "pending", "subscribed", "unsubscribed", "redacted", "invalid"] | str
)
OptInLevel: TypeAlias = Literal["single_opt_in", "confirmed_opt_in", "unknown"] | str

# https://shopify.dev/docs/api/admin-rest/latest/resources/fulfillment
FulfillmentState: TypeAlias = (
    Literal["pending", "open", "success", "cancelled", "error", "failure"] | str
)
ShipmentStatus: TypeAlias = (
    Literal[
        "label_printed",
        "label_purchased",
        "attempted_delivery",
        "ready_for_pickup",
        "confirmed",
        "in_transit",
        "out_for_delivery",
        "delivered",
        "failure",
    ]
    | str
)

# https://shopify.dev/docs/api/admin-rest/latest/resources/transaction
TransactionKind: TypeAlias = Literal["authorization", "capture", "sale", "void", "refund"] | str
TransactionStatus: TypeAlias = Literal["pending", "failure", "success", "error"] | str

# https://shopify.dev/docs/api/admin-rest/latest/resources/refund
RestockType: TypeAlias = Literal["no_restock", "cancel", "return", "legacy_restock"] | str
OrderAdjustmentKind: TypeAlias = Literal["shipping_refund", "refund_discrepancy"] | str
