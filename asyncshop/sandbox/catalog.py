"""Who buys and what: the material of generated orders. Everything here is invented."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Product:
    """One variant of a product."""

    id: int
    title: str
    variant_title: str | None
    vendor: str
    sku: str
    price: Decimal
    grams: int


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer and where they live."""

    id: int
    first_name: str
    last_name: str
    email: str
    locale: str
    tags: str
    place: dict[str, Any]


def _product(number: int, row: tuple[str, str | None, str, str, int]) -> Product:
    title, variant_title, vendor, price, grams = row
    sku = f"{vendor[:3].upper()}-{number:03}"
    return Product(6320000000 + number, title, variant_title, vendor, sku, Decimal(price), grams)


def _customer(number: int, row: tuple[str, str, str, str, str, str, str, str, str]) -> Customer:
    first_name, last_name, locale, street, city, province, code, zip_code, country = row
    province_code, country_code = code.split("/")
    return Customer(
        id=20711950000 + number,
        first_name=first_name,
        last_name=last_name,
        email=f"customer{number}@mail.example.com",
        locale=locale,
        tags="Léon, Noël" if number % 3 else "vip, wholesale",
        place={
            "address1": street,
            "address2": "" if number % 2 else "2. OG",
            "phone": f"+1502555{number:04}",
            "city": city,
            "zip": zip_code,
            "province": province,
            "country": country,
            "latitude": 45.41634 + number,
            "longitude": -75.6868 - number,
            "province_code": province_code,
            "country_code": country_code,
        },
    )


PRODUCTS = [
    _product(number, row)
    for number, row in enumerate(
        (
            ("Big Brown Bear Boots", "42 / brown", "Bärenstark", "74.99", 1300),
            ("Crème brûlée torch", None, "Maison Élan", "39.50", 640),
            ("Wool scarf", "grün", "Søstrene", "28.00", 180),
            ("Travel kettle", "0.5 l", "Hotwater", "54.95", 900),
            ("緑茶 Green tea", "100 g", "茶屋", "18.40", 120),
            ("Desk lamp", "brass", "Luz y Sombra", "119.00", 2100),
            ("Notebook", "A5 / dotted", "Papír", "12.75", 310),
            ("Sticker set 🐻", None, "Bärenstark", "4.20", 15),
            ("Espresso cups", "set of 4", "Caffè", "33.33", 760),
            ("Rain jacket", "M / blue", "Søstrene", "149.90", 480),
            ("Chef's knife", "20 cm", "Solingen & Söhne", "189.00", 260),
            ("Gift box “deluxe”", None, "Maison Élan", "8.90", 90),
        ),
        start=1,
    )
]

CUSTOMERS = [
    _customer(number, row)
    for number, row in enumerate(
        (
            ("Bob", "Norman", "en-US", "Chestnut Street 92", "Louisville",
             "Kentucky", "KY/US", "40202", "United States"),
            ("Zoë", "Müller-Lüdenscheidt", "de-DE", "Straße des 17. Juni 5", "Berlin",
             "Berlin", "BE/DE", "10623", "Germany"),
            ("François", "Lefèvre", "fr-FR", "12 rue de l'Église", "Orléans",
             "Loiret", "45/FR", "45000", "France"),
            ("美咲", "佐藤", "ja-JP", "千代田1-1", "東京",
             "東京都", "JP-13/JP", "100-0001", "Japan"),
            ("Siân", "O'Brien", "en-GB", "4 Mill Lane", "Cardiff",
             "Wales", "WLS/GB", "CF10 1AA", "United Kingdom"),
            ("Łukasz", "Żółkiewski", "pl-PL", "ul. Świętej Anny 3", "Kraków",
             "Małopolskie", "MA/PL", "31-008", "Poland"),
            ("María José", "Núñez", "es-MX", 'Av. Juárez 8 "B"', "Ciudad de México",
             "Ciudad de México", "DF/MX", "06010", "Mexico"),
        ),
        start=1,
    )
]  # fmt: skip
