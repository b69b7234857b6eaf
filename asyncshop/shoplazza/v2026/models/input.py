"""What is sent to Open API 2026-01.

Every field is left out unless it is given: None is sent as null, UNSET leaves alone. A write model
or a mapping may stand for each part. Amounts are text to Shoplazza: a Decimal becomes one.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import UNSET

from asyncshop.model import Field, Part, Parts, WriteModel
from asyncshop.shoplazza.models.enumerations import RefundItemType
from asyncshop.shoplazza.models.input import (
    Amount,
    BaseAddressInput,
    BaseRiskInput,
    FulfillmentLineItemInput,
    TagListInput,
    TrackingInput,
)

Notify: TypeAlias = Literal[0, 1, 2]
"""Who is told, in the numbers of Shoplazza, which does not document what they stand for."""


class AddressUpdate(BaseAddressInput, kw_only=True):
    """Changes to where an order goes."""

    phone: Field[str] = UNSET
    phone_area_code: Field[str] = UNSET


class ShippingAddressInput(AddressUpdate, kw_only=True):
    """Where a new order goes."""

    cpf: Field[str] = UNSET
    """Tax identification number."""


class BillingAddressInput(AddressUpdate, kw_only=True):
    """Where the bill goes."""

    latitude: Field[str] = UNSET
    longitude: Field[str] = UNSET
    source: Field[str] = UNSET
    tags: Field[str] = UNSET


class LineItemInput(WriteModel, kw_only=True):
    """An item to order: a variant, or a `product_title` with a `price`."""

    product_id: Field[str] = UNSET
    variant_id: Field[str] = UNSET
    product_title: Field[str] = UNSET
    quantity: Field[int] = UNSET
    price: Field[Amount] = UNSET
    """Of one piece."""
    total_price: Field[Amount] = UNSET
    use_discount: Field[bool] = UNSET


class BusinessInfoInput(WriteModel, kw_only=True):
    """What a shipping line says beside its name."""

    time_remark: Field[str] = UNSET


class ShippingLineInput(WriteModel, kw_only=True):
    """How a new order is shipped, and for how much."""

    shipping_name: Field[str] = UNSET
    shipping_desc: Field[str] = UNSET
    shipping_price: Field[Amount] = UNSET
    delivery_method: Field[int] = UNSET
    business_info: Field[Part[BusinessInfoInput]] = UNSET


class ShippingLineUpdate(WriteModel, kw_only=True):
    """How an order is shipped from now on, and for how much."""

    shipping_name: Field[str] = UNSET
    shipping_desc: Field[str] = UNSET
    shipping_price: Field[Amount] = UNSET
    delivery_method: Field[int] = UNSET
    extra_info: Field[str] = UNSET


class DiscountApplicationInput(WriteModel, kw_only=True):
    """What a discount on a new order is called."""

    discount_code: Field[str] = UNSET
    title: Field[str] = UNSET


class AdditionalPriceInput(WriteModel, kw_only=True):
    """A charge beside goods, shipping and taxes."""

    name: Field[str] = UNSET
    price: Field[Amount] = UNSET
    biz_id: Field[str] = UNSET
    fee_title: Field[str] = UNSET


class OrderInput(TagListInput, kw_only=True):
    """An order to create.

    Shoplazza asks for `line_items`, `shipping_address`, `shipping_line`, `tax_total` and
    `currency_code`.
    """

    line_items: Field[Parts[LineItemInput]] = UNSET
    shipping_address: Field[Part[ShippingAddressInput]] = UNSET
    shipping_line: Field[Part[ShippingLineInput]] = UNSET
    tax_total: Field[Amount] = UNSET
    currency_code: Field[str] = UNSET
    discount: Field[Amount] = UNSET
    """An amount, or percents: `10%`."""
    discount_application: Field[Part[DiscountApplicationInput]] = UNSET
    note: Field[str] = UNSET
    payment_line: Field[str] = UNSET
    """The way of payment, such as `COD`."""
    config: Field[str] = UNSET
    order_confirm_notify: Field[Notify] = UNSET
    fulfillment_notify: Field[Notify] = UNSET
    partial_fulfillment_notify: Field[Notify] = UNSET
    order_delivered_notify: Field[Notify] = UNSET


class OrderUpdate(TagListInput, kw_only=True):
    """Changes to an order; items cannot be changed."""

    note: Field[str] = UNSET
    buyer_accepts_marketing: Field[bool] = UNSET
    shipping_address: Field[Part[AddressUpdate]] = UNSET
    shipping_line: Field[Part[ShippingLineUpdate]] = UNSET
    additional_prices: Field[Parts[AdditionalPriceInput]] = UNSET
    clear_additional_prices: Field[bool] = UNSET
    """True takes them all off."""
    order_confirm_notify: Field[Notify] = UNSET
    fulfillment_notify: Field[Notify] = UNSET
    partial_fulfillment_notify: Field[Notify] = UNSET
    order_delivered_notify: Field[Notify] = UNSET


class FulfillmentInput(TrackingInput, kw_only=True):
    """A shipment to create."""

    line_items: Field[Parts[FulfillmentLineItemInput]] = UNSET
    phone_number: Field[str] = UNSET


class FulfillmentUpdate(TrackingInput, kw_only=True):
    """Changes to a shipment."""

    phone_number: Field[str] = UNSET
    send_email: Field[bool] = UNSET


class RefundLineItemInput(WriteModel, kw_only=True):
    """How many of a line item to refund."""

    line_item_id: Field[str] = UNSET
    quantity: Field[int] = UNSET
    refund_item_type: Field[RefundItemType] = UNSET
    """Of the shipped ones, of those that wait to be, or of whichever (`auto`)."""
    return_inventory: Field[bool] = UNSET
    """Whether to put them back into stock."""


class RefundPaymentInput(WriteModel, kw_only=True):
    """How much to give back by one of the order's payment lines."""

    payment_line_id: Field[str] = UNSET
    refund_price: Field[Amount] = UNSET


class RefundInput(WriteModel, kw_only=True):
    """A refund to make; Shoplazza asks for `refund_total`."""

    refund_total: Field[Amount] = UNSET
    refund_product_total: Field[Amount] = UNSET
    refund_shipping_total: Field[Amount] = UNSET
    refund_tip: Field[Amount] = UNSET
    refund_additional_total: Field[Amount] = UNSET
    refund_line_items: Field[Parts[RefundLineItemInput]] = UNSET
    refund_payments: Field[Parts[RefundPaymentInput]] = UNSET
    refund_additional_prices: Field[Parts[AdditionalPriceInput]] = UNSET
    """Name and price of each."""
    note: Field[str] = UNSET


class RiskInput(BaseRiskInput, kw_only=True):
    """A risk to record for an order."""


class RiskUpdate(BaseRiskInput, kw_only=True):
    """Changes to a risk."""


class PaymentLineInput(WriteModel, kw_only=True):
    """The channel, the method and the number of a payment that was made."""

    payment_method: Field[str] = UNSET
    payment_channel: Field[str] = UNSET
    transaction_no: Field[str] = UNSET
    credit_card_number: Field[str] = UNSET
    """Last four digits."""


class PaymentInput(WriteModel, kw_only=True):
    """How an order was paid, to record it as paid; the billing address stays if left out."""

    billing_address: Field[Part[BillingAddressInput]] = UNSET
    gateway: Field[str] = UNSET
    payment_line: Field[Part[PaymentLineInput]] = UNSET
    payment_lines: Field[Parts[PaymentLineInput]] = UNSET


class ShippingAreaInput(WriteModel, kw_only=True):
    """A country, or some of its provinces, for a zone."""

    country_name: Field[str] = UNSET
    country_code: Field[str] = UNSET
    province_codes: Field[Sequence[str]] = UNSET


class ShippingPlanInput(WriteModel, kw_only=True):
    """A way to ship to a zone: for which orders (the rule), and for how much (the rate)."""

    name: Field[str] = UNSET
    desc: Field[str] = UNSET
    plan_type: Field[int] = UNSET
    plan_type_value: Field[str] = UNSET
    rule_type: Field[str] = UNSET
    rule_type_scope: Field[int] = UNSET
    rule_range_min: Field[Amount] = UNSET
    rule_range_max: Field[Amount] = UNSET
    rule_range_infinite: Field[int] = UNSET
    rule_range_unit: Field[str] = UNSET
    rate_type: Field[str] = UNSET
    rate_amount: Field[Amount] = UNSET
    rate_first_range: Field[Amount] = UNSET
    rate_first_unit: Field[str] = UNSET
    rate_additional_amount: Field[Amount] = UNSET
    rate_additional_range: Field[Amount] = UNSET
    rate_additional_unit: Field[str] = UNSET


class ShippingPlanUpdate(ShippingPlanInput, kw_only=True):
    """A way to ship to a zone; an `id` changes that one, without it is a new one."""

    id: Field[str] = UNSET


class ShippingZoneInput(WriteModel, kw_only=True):
    """A zone to create, in the schema `schema_id`."""

    schema_id: Field[str] = UNSET
    name: Field[str] = UNSET
    support_cod: Field[int] = UNSET
    """Cash on delivery."""
    plans: Field[Parts[ShippingPlanInput]] = UNSET
    areas: Field[Parts[ShippingAreaInput]] = UNSET


class ShippingZoneUpdate(WriteModel, kw_only=True):
    """Changes to a zone, or a zone of a schema that is saved."""

    id: Field[str] = UNSET
    name: Field[str] = UNSET
    support_cod: Field[int] = UNSET
    """Cash on delivery."""
    plans: Field[Parts[ShippingPlanUpdate]] = UNSET
    areas: Field[Parts[ShippingAreaInput]] = UNSET


class ShippingSchemaInput(WriteModel, kw_only=True):
    """A general schema to save; an `id` changes that one."""

    id: Field[str] = UNSET
    name: Field[str] = UNSET
    shippings: Field[Parts[ShippingZoneUpdate]] = UNSET
