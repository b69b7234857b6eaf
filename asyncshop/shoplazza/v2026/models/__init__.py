"""Orders of Open API 2026-01 as typed data: what is read, and what is sent."""

from asyncshop.model import ReadModel, WriteModel
from asyncshop.shoplazza.models.address import (
    Address,
    ExtraInfo,
    LocationLine,
)
from asyncshop.shoplazza.models.config import (
    Config,
    CurrencySymbol,
    MarketPrice,
    MarketPriceSetting,
    MarketSetting,
)
from asyncshop.shoplazza.models.customer import (
    Customer,
)
from asyncshop.shoplazza.models.enumerations import (
    EmailStatus,
    FinancialStatus,
    FulfillmentStatus,
    OrderStatus,
    PostSaleStatus,
    RecoveryStatus,
    RefundItemType,
    RefundStatus,
    RiskLevel,
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
    Transaction,
)
from asyncshop.shoplazza.models.post_sale import (
    PostSaleFulfillment,
)
from asyncshop.shoplazza.models.risk import (
    RiskAssessment,
    RiskAssessmentInfo,
)
from asyncshop.shoplazza.models.visit import (
    Interaction,
)

from .fulfillment import (
    Fulfillment,
    TrackingItem,
)
from .input import (
    AdditionalPriceInput,
    AddressUpdate,
    BillingAddressInput,
    BusinessInfoInput,
    DiscountApplicationInput,
    FulfillmentInput,
    FulfillmentUpdate,
    LineItemInput,
    Notify,
    OrderInput,
    OrderUpdate,
    PaymentInput,
    PaymentLineInput,
    RefundInput,
    RefundLineItemInput,
    RefundPaymentInput,
    RiskInput,
    RiskUpdate,
    ShippingAddressInput,
    ShippingAreaInput,
    ShippingLineInput,
    ShippingLineUpdate,
    ShippingPlanInput,
    ShippingPlanUpdate,
    ShippingSchemaInput,
    ShippingZoneInput,
    ShippingZoneUpdate,
)
from .line_item import (
    LineItem,
)
from .order import (
    Order,
)
from .post_sale import (
    PostSale,
    PostSaleLineItem,
)
from .refund import (
    CreatedRefund,
    OrderRefunds,
    RefundLineItem,
    RefundPaymentDetail,
    RefundRecord,
)
from .risk import (
    Risk,
)
from .shipping import (
    AvailableShippingLine,
    AvailableShippingLines,
    ShippingArea,
    ShippingPlan,
    ShippingSchema,
    ShippingZone,
    TrackingCarrier,
)

__all__ = [
    "AdditionalPrice",
    "AdditionalPriceInput",
    "Address",
    "AddressUpdate",
    "AvailableShippingLine",
    "AvailableShippingLines",
    "BillingAddressInput",
    "BusinessInfoInput",
    "Config",
    "CreatedRefund",
    "CurrencySymbol",
    "Customer",
    "DiscountApplicationInput",
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
    "Notify",
    "Order",
    "OrderInput",
    "OrderRefunds",
    "OrderStatus",
    "OrderUpdate",
    "PaymentDetail",
    "PaymentInput",
    "PaymentLine",
    "PaymentLineInput",
    "PostSale",
    "PostSaleFulfillment",
    "PostSaleLineItem",
    "PostSaleStatus",
    "ReadModel",
    "RecoveryStatus",
    "RefundInput",
    "RefundItemType",
    "RefundLineItem",
    "RefundLineItemInput",
    "RefundPaymentDetail",
    "RefundPaymentInput",
    "RefundRecord",
    "RefundStatus",
    "Risk",
    "RiskAssessment",
    "RiskAssessmentInfo",
    "RiskInput",
    "RiskLevel",
    "RiskUpdate",
    "ShippingAddressInput",
    "ShippingArea",
    "ShippingAreaInput",
    "ShippingLine",
    "ShippingLineInput",
    "ShippingLineUpdate",
    "ShippingPlan",
    "ShippingPlanInput",
    "ShippingPlanUpdate",
    "ShippingSchema",
    "ShippingSchemaInput",
    "ShippingZone",
    "ShippingZoneInput",
    "ShippingZoneUpdate",
    "TrackingCarrier",
    "TrackingItem",
    "Transaction",
    "TransactionStatus",
    "WriteModel",
]
