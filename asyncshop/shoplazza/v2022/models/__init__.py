"""Orders of Open API 2022-01 as typed data: what is read, and what is sent."""

from asyncshop.model import ReadModel, WriteModel
from asyncshop.shoplazza.models.address import (
    ExtraInfo,
    LocationLine,
)
from asyncshop.shoplazza.models.config import (
    Config,
    CurrencySymbol,
    MarketPriceSetting,
    MarketSetting,
)
from asyncshop.shoplazza.models.enumerations import (
    EmailStatus,
    FinancialStatus,
    FulfillmentStatus,
    OrderStatus,
    PostSaleStatus,
    RecoveryStatus,
    RiskLevel,
    TransactionKind,
    TransactionStatus,
)
from asyncshop.shoplazza.models.fulfillment import (
    ShippingLine,
)
from asyncshop.shoplazza.models.input import (
    FulfillmentLineItemInput,
)
from asyncshop.shoplazza.models.line_item import (
    Image,
    LineItemOption,
)
from asyncshop.shoplazza.models.payment import (
    AdditionalPrice,
    PaymentDetail,
    PaymentLine,
)
from asyncshop.shoplazza.models.post_sale import (
    PostSaleFulfillment,
)
from asyncshop.shoplazza.models.risk import (
    RiskAssessmentInfo,
)
from asyncshop.shoplazza.models.visit import (
    Interaction,
)

from .address import (
    Address,
)
from .customer import (
    Customer,
)
from .fulfillment import (
    Fulfillment,
)
from .input import (
    AddressUpdate,
    BillingAddressInput,
    FulfillmentInput,
    FulfillmentUpdate,
    LineItemInput,
    OrderInput,
    OrderUpdate,
    PartialRefundInput,
    PaymentInput,
    RefundLineItemInput,
    RiskInput,
    RiskUpdate,
    ShippingAddressInput,
    ShippingLineInput,
    TransactionInput,
)
from .line_item import (
    LineItem,
)
from .order import (
    Order,
)
from .post_sale import (
    MarketPrice,
    PostSale,
    PostSaleLineItem,
    PostSalePaymentLine,
    PostSales,
)
from .refund import (
    OrderRefunds,
    Refund,
    RefundLineItem,
    RefundResult,
)
from .risk import (
    Risk,
    RiskAssessment,
    Risks,
)
from .transaction import (
    Transaction,
    Transactions,
)

__all__ = [
    "AdditionalPrice",
    "Address",
    "AddressUpdate",
    "BillingAddressInput",
    "Config",
    "CurrencySymbol",
    "Customer",
    "EmailStatus",
    "ExtraInfo",
    "FinancialStatus",
    "Fulfillment",
    "FulfillmentInput",
    "FulfillmentLineItemInput",
    "FulfillmentStatus",
    "FulfillmentUpdate",
    "Image",
    "Interaction",
    "LineItem",
    "LineItemInput",
    "LineItemOption",
    "LocationLine",
    "MarketPrice",
    "MarketPriceSetting",
    "MarketSetting",
    "Order",
    "OrderInput",
    "OrderRefunds",
    "OrderStatus",
    "OrderUpdate",
    "PartialRefundInput",
    "PaymentDetail",
    "PaymentInput",
    "PaymentLine",
    "PostSale",
    "PostSaleFulfillment",
    "PostSaleLineItem",
    "PostSalePaymentLine",
    "PostSaleStatus",
    "PostSales",
    "ReadModel",
    "RecoveryStatus",
    "Refund",
    "RefundLineItem",
    "RefundLineItemInput",
    "RefundResult",
    "Risk",
    "RiskAssessment",
    "RiskAssessmentInfo",
    "RiskInput",
    "RiskLevel",
    "RiskUpdate",
    "Risks",
    "ShippingAddressInput",
    "ShippingLine",
    "ShippingLineInput",
    "Transaction",
    "TransactionInput",
    "TransactionKind",
    "TransactionStatus",
    "Transactions",
    "WriteModel",
]
