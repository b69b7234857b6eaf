"""ShopifyAPI: `Order.find` and then page after page.

`shopify.Session` knows https and myshopify.com only: what it would set, address and header, is set
here.
"""

import shopify
import work


def fetch(shop: work.Shop) -> work.Seen:
    seen = work.Seen()
    shopify.ShopifyResource.site = f"{shop.base_url}/admin/api/{work.VERSION}"
    shopify.ShopifyResource.headers.update(shop.headers)
    first = shopify.Order.find(status="any", limit=shop.limit)
    for page in shopify.PaginatedIterator(first):
        for order in page:
            seen.add(order.id)
    return seen


if __name__ == "__main__":
    SHOP, _ = work.arguments()
    work.tell(lambda: fetch(SHOP))
