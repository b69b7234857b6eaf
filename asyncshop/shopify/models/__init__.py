"""Shopify's orders as typed data: what is read, and what is sent."""

from asyncshop.model import (
    ReadModel,
    WriteModel,
)

from .address import (
    Address,
    Location,
)
from .attribute import (
    Attribute,
    Metafield,
)
from .customer import (
    Company,
    Customer,
    MarketingConsent,
)
from .discount import (
    DiscountAllocation,
    DiscountApplication,
    DiscountCode,
)
from .enumerations import (
    AllocationMethod,
    CancelReason,
    CustomerState,
    DiscountCodeType,
    DiscountType,
    DiscountValueType,
    FinancialStatus,
    FulfillmentState,
    FulfillmentStatus,
    InventoryBehaviour,
    MarketingState,
    OptInLevel,
    OrderAdjustmentKind,
    PaymentTermsType,
    RestockType,
    ShipmentStatus,
    TargetSelection,
    TargetType,
    TransactionKind,
    TransactionStatus,
)
from .fulfillment import (
    Fulfillment,
)
from .input import (
    AddressInput,
    AttributeInput,
    CustomerInput,
    DiscountCodeInput,
    FulfillmentInput,
    LineItemInput,
    MarketingConsentInput,
    MetafieldInput,
    MoneyInput,
    MoneySetInput,
    OrderInput,
    OrderUpdate,
    ShippingLineInput,
    TaxLineInput,
    TransactionInput,
)
from .line_item import (
    AttributedStaff,
    LineItem,
)
from .money import (
    Money,
    MoneySet,
)
from .order import (
    ClientDetails,
    Order,
)
from .payment_terms import (
    PaymentSchedule,
    PaymentTerms,
)
from .refund import (
    OrderAdjustment,
    Refund,
    RefundDuty,
    RefundLineItem,
)
from .shipping_line import (
    ShippingLine,
)
from .tax import (
    Duty,
    TaxLine,
)
from .transaction import (
    CurrencyExchangeAdjustment,
    ExtendedAuthorizationAttributes,
    PaymentDetails,
    PaymentsRefundAttributes,
    Transaction,
)

__all__ = [
    "Address",
    "AddressInput",
    "AllocationMethod",
    "Attribute",
    "AttributeInput",
    "AttributedStaff",
    "CancelReason",
    "ClientDetails",
    "Company",
    "CurrencyExchangeAdjustment",
    "Customer",
    "CustomerInput",
    "CustomerState",
    "DiscountAllocation",
    "DiscountApplication",
    "DiscountCode",
    "DiscountCodeInput",
    "DiscountCodeType",
    "DiscountType",
    "DiscountValueType",
    "Duty",
    "ExtendedAuthorizationAttributes",
    "FinancialStatus",
    "Fulfillment",
    "FulfillmentInput",
    "FulfillmentState",
    "FulfillmentStatus",
    "InventoryBehaviour",
    "LineItem",
    "LineItemInput",
    "Location",
    "MarketingConsent",
    "MarketingConsentInput",
    "MarketingState",
    "Metafield",
    "MetafieldInput",
    "Money",
    "MoneyInput",
    "MoneySet",
    "MoneySetInput",
    "OptInLevel",
    "Order",
    "OrderAdjustment",
    "OrderAdjustmentKind",
    "OrderInput",
    "OrderUpdate",
    "PaymentDetails",
    "PaymentSchedule",
    "PaymentTerms",
    "PaymentTermsType",
    "PaymentsRefundAttributes",
    "ReadModel",
    "Refund",
    "RefundDuty",
    "RefundLineItem",
    "RestockType",
    "ShipmentStatus",
    "ShippingLine",
    "ShippingLineInput",
    "TargetSelection",
    "TargetType",
    "TaxLine",
    "TaxLineInput",
    "Transaction",
    "TransactionInput",
    "TransactionKind",
    "TransactionStatus",
    "WriteModel",
]
