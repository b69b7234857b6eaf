"""How each generation shows what a shop keeps.

A shop keeps one document for each order, in the words of 2026-01, with a few members that only
2022-01 shows. A shape tells the members of a generation's document, and what each is called
in the kept one. Sources: the Open API's order documents of both versions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """Members by their own name: what each is called in the kept document, how its value looks.

    A list's values are shown one by one. What the kept document lacks is not shown.
    """

    members: Mapping[str, str]
    views: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    def __call__(self, kept: Mapping[str, Any]) -> Document:
        """Show a kept document."""
        return {
            own: self._shown(own, kept[name]) for own, name in self.members.items() if name in kept
        }

    def _shown(self, own: str, value: Any) -> Any:
        view = self.views.get(own)
        if view is None or value is None:
            return value
        return [view(each) for each in value] if isinstance(value, list) else view(value)

    def changed(self, members: Mapping[str, str], **views: Callable[[Any], Any]) -> "Shape":
        """Give this shape with other members, or other views of them."""
        return Shape({**self.members, **members}, {**self.views, **views})


def same(names: str) -> dict[str, str]:
    """Give members that are called what they are called in the kept document."""
    return {name: name for name in names.split()}


def _data(touchpoint: Mapping[str, Any]) -> str:
    return str(touchpoint["data"])


def _src(image: Mapping[str, Any]) -> str:
    return str(image["src"])


# -- parts that both generations show alike -------------------------------------------------------

_PLACE = """
    first_name last_name phone city zip province country company latitude longitude name
    country_code province_code phone_area_code email area
"""
_PERSON = "id email first_name last_name phone created_at updated_at total_spent"
_LINE = """
    id product_id product_title variant_id variant_title quantity note price compare_at_price
    fulfillment_status sku weight weight_unit vendor product_url custom_properties
"""
_FULFILLMENT = """
    id order_id status created_at updated_at tracking_company tracking_number
    tracking_company_code
"""
_TRANSACTION = """
    id order_id payment_channel message created_at test error_code amount currency trade_id status
    payment_name
"""
_RISK = "id order_id level properties created_at updated_at"
_RATES = """
    local_currency_enabled custom_rate_enabled custom_rate rate back_rate actual_rate adjust
    price_round_enabled
"""
_MARKET = """
    primary_market_lang market_lang market_id market_currency market_currency_symbol
    market_base_id market_base_currency market_base_currency_symbol primary_market_id
    primary_market_currency primary_market_currency_symbol market_price_setting market_country
"""
_ORDER = """
    id number note status financial_status fulfillment_status email_status recovery_status
    refund_status cancel_reason payment_method discount_applications customer_note
    buyer_accepts_marketing currency total_price sub_total total_discount total_tax
    total_shipping code_discount_total gift_card_total total_refund_price additional_total
    shipping_tax_total total_tip_received total_paid created_at updated_at placed_at deleted_at
    customer_deleted_at tags browser_ip source source_name last_landing_url last_referrer_show
    customer shipping_address billing_address shipping_line payment_line line_items fulfillments
    logistics_code refer_info config sales_platform checkout_url location_line
"""

# -- 2022-01 --------------------------------------------------------------------------------------

_place_2022 = Shape(
    same(_PLACE) | {"address1": "address", "address2": "address1"} | same("extra_info")
)
_billing_2022 = Shape(
    {name: kept for name, kept in _place_2022.members.items() if name != "extra_info"}
)
_line_2022 = Shape(
    same(_LINE)
    | same("image refund_total")
    | {
        "total": "total_price",
        "properties": "options",
        "product_handle": "product_slug",
        "refund_quantity": "refund_quantity_total",
    },
    {"image": _src},
)
_sent_line_2022 = _line_2022.changed(
    same("taxable requires_shipping") | {"shipping_quantity": "ship_quantity"}
)
_rates_2022 = Shape(
    same(_RATES) | {"base_to_local": "base_to_rate", "local_to_base": "local_to_rate"}
)
_market_2022 = Shape(same(_MARKET), {"market_price_setting": _rates_2022})
fulfillment_2022 = Shape(same(_FULFILLMENT) | same("line_items"), {"line_items": _sent_line_2022})
order_2022 = Shape(
    same(_ORDER)
    | same(
        """
        discount_code landing_site line_item_discount_total total_refund_tax
        total_refund_discount product_tax_included invoice_url
        """
    )
    # The misspelt name is the platform's own.
    | {"canceled_at": "cancelled_at", "addtional_prices": "additional_prices"},
    {
        "customer": Shape(same(_PERSON) | {"orders_count": "order_count"}),
        "shipping_address": _place_2022,
        "billing_address": _billing_2022,
        "shipping_line": Shape(same("name")),
        "payment_line": Shape(
            same("payment_channel payment_method transaction_no merchant_id merchant_email")
        ),
        "line_items": _line_2022,
        "fulfillments": fulfillment_2022,
        "addtional_prices": Shape(same("name price")),
        "config": Shape(
            same(
                """
                page_type requires_shipping product_tax_included checkout_business_type
                checkout_template_type market_setting
                """
            ),
            {"market_setting": _market_2022},
        ),
    },
)

refund_2022 = Shape(
    same("id order_id note refund_price currency created_at updated_at refund_line_items"),
    {
        "refund_line_items": Shape(
            same("refund_quantity line_item_id line_item"), {"line_item": _line_2022}
        )
    },
)
transaction_2022 = Shape(same(_TRANSACTION) | {"payment_details": "payment_detail"})
risk_2022 = Shape(same(_RISK) | {"value": "details"})

# -- 2026-01, and the versions that answer alike --------------------------------------------------

_place_2026 = Shape(same(_PLACE) | same("address address1 extra_info"))
_payment_2026 = Shape(
    same(
        """
        id payment_name payment_channel payment_method credit_card_number trans_channel
        trans_method transaction_no merchant_email
        """
    )
)
_line_2026 = Shape(
    same(_LINE)
    | same(
        """
        image total_price options product_slug refund_quantity_total created_at updated_at taxable
        requires_shipping spu product_tags custom trunk_price discount_applications tax_price
        duty_price payment_discount_price
        """
    )
)
fulfillment_2026 = Shape(
    same(_FULFILLMENT) | same("line_items tracking_url phone_number"),
    {"line_items": _line_2026.changed(same("ship_quantity"))},
)
whole_fulfillment_2026 = fulfillment_2026.changed(same("tracking_items"))
order_2026 = Shape(
    same(_ORDER)
    | same(
        """
        cancelled_at finished_at primary_market_price payment_lines additional_prices duty_total
        order_confirm_notify fulfillment_notify partial_fulfillment_notify order_delivered_notify
        device order_type
        """
    ),
    {
        "source_name": _data,
        "last_referrer_show": _data,
        "customer": Shape(same(_PERSON) | same("order_count")),
        "shipping_address": _place_2026,
        "billing_address": _place_2026,
        "shipping_line": Shape(same("id name desc delivery_method")),
        "payment_line": _payment_2026,
        "payment_lines": _payment_2026,
        "line_items": _line_2026,
        "fulfillments": whole_fulfillment_2026,
        "config": Shape(
            same("page_type requires_shipping product_tax_included market_setting"),
            {
                "market_setting": Shape(
                    same(_MARKET),
                    {
                        "market_price_setting": Shape(
                            same(_RATES) | same("base_to_rate local_to_rate")
                        )
                    },
                )
            },
        ),
    },
)
refund_2026 = Shape(
    same(
        """
        id order_id refund_price refund_shipping refund_shipping_tax refund_method refund_status
        note created_at updated_at refund_line_items payment_details additional_total
        additional_prices refund_tip
        """
    ),
    {
        "refund_line_items": Shape(
            same("line_item_id refund_quantity tax discount sub_total total delete_quantity")
        )
    },
)
transaction_2026 = Shape(same(_TRANSACTION) | same("payment_detail"))
risk_2026 = Shape(same(_RISK) | same("details"), {"id": str})
