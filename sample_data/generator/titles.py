"""Plausible task titles, put together from what a product consists of and what teams do to it."""

from __future__ import annotations

import numpy as np

DOMAINS: dict[str, dict[str, tuple[str, ...]]] = {
    "payments": {
        "checkout": ("card form", "payment button", "order summary", "saved cards", "gift card field", "currency switch", "error page"),
        "refunds": ("partial refunds", "refund reasons", "refund mail", "refund limits", "refund history", "chargebacks"),
        "ledger": ("daily closing", "journal entries", "tax rates", "invoice numbers", "rounding rules", "bank statements"),
        "payouts": ("payout schedule", "merchant balance", "payout report", "bank details", "fee table", "hold list"),
    },
    "app": {
        "account": ("sign-in screen", "profile page", "password reset", "biometric login", "address book", "consent page"),
        "home": ("start screen", "news cards", "banner area", "quick actions", "search bar", "dark theme"),
        "wallet": ("loyalty card", "points balance", "coupon list", "barcode view", "reward history", "partner offers"),
        "notifications": ("push messages", "quiet hours", "inbox", "delivery alerts", "badge counter", "message settings"),
    },
    "shop": {
        "search": ("filters", "synonyms", "spelling hints", "result ranking", "empty results", "search history", "facets"),
        "catalogue": ("product page", "size table", "image gallery", "stock level", "price rules", "category tree", "variants"),
        "recommendations": ("similar items", "bought together", "home carousel", "recently viewed", "mail suggestions"),
        "storefront": ("basket", "delivery choice", "landing pages", "reviews", "wish list", "store finder"),
    },
    "data": {
        "ingestion": ("order feed", "click stream", "stock feed", "supplier files", "late records", "schema checks", "returns feed"),
        "models": ("customer table", "sales mart", "margin model", "product dimension", "currency history", "stock snapshots"),
        "reports": ("board report", "store ranking", "weekly digest", "returns dashboard", "forecast page", "cost report"),
        "platform": ("job scheduler", "access roles", "retention rules", "backfill runs", "alerting", "cost tags"),
    },
    "identity": {
        "sign-in": ("single sign-on", "second factor", "session limits", "guest accounts", "recovery codes", "device list"),
        "directory": ("joiner flow", "leaver flow", "group sync", "role catalogue", "contractor records", "name changes"),
        "access review": ("review campaign", "approver mail", "expired rights", "evidence export", "exception list"),
        "service desk": ("request forms", "ticket routing", "knowledge articles", "status page", "response targets", "survey"),
    },
    "logistics": {
        "data": ("item master", "location codes", "supplier addresses", "open orders", "price lists", "stock counts"),
        "interfaces": ("carrier interface", "invoice interface", "order import", "label printing", "customs messages", "booking queue"),
        "operations": ("goods receipt", "picking lists", "scanner screens", "returns desk", "shift handover", "packing stations"),
        "cutover": ("rehearsal", "rollback plan", "training plan", "acceptance tests", "user accounts", "support rota"),
    },
}

TEMPLATES: dict[str, tuple[str, ...]] = {
    "feature": (
        "Add {} to the {} area",
        "New layout for {}",
        "{}: let people edit in place",
        "Show {} on small screens",
        "{}: export as CSV",
        "First version of {}",
        "{}: remember the last choice",
        "{} for business customers",
        "Second language for {}",
        "Bulk changes for {}",
        "{}: permissions per role",
        "Connect {} with the reporting",
    ),
    "bug": (
        "Old values in {} after saving",
        "Error in {} with special characters",
        "Wrong total in {}",
        "Time-outs of {} in the evening",
        "Nothing in {} after signing in again",
        "Time zone error in {}",
        "Double entries in {} on retry",
        "Broken link in {}",
        "Text of {} cut off on tablets",
        "{}: last page is missing",
    ),
    "support": (
        "Answer questions about {}",
        "Correct records in {} by hand",
        "Help the pilot group with {}",
        "Look into complaints about {}",
        "Restore {} after failed run",
        "Data request: {}",
        "Check {} with the partner",
    ),
    "documentation": (
        "Describe {} for operators",
        "Release notes: {}",
        "How-to for {}",
        "Update the diagram of {}",
        "Handover page for {}",
        "Training slides on {}",
    ),
    "spike": (
        "Find out how {} scales",
        "Compare two ways to do {}",
        "Prototype for {}",
        "What does the new law mean for {}?",
        "Try the vendor's interface for {}",
    ),
    "maintenance": (
        "Raise test coverage of {}",
        "Upgrade libraries behind {}",
        "Remove dead code around {}",
        "Split the module of {}",
        "Replace hand-made queries in {}",
        "Automate the deployment of {}",
        "Clean up logging of {}",
        "Move {} to the new pipeline",
    ),
}


class Titles:
    """Titles of one project, none used twice."""

    def __init__(self, domain: str, rng: np.random.Generator) -> None:
        self._parts = DOMAINS[domain]
        self._rng = rng
        self._used: set[str] = set()
        self._count: dict[str, int] = {}

    def draw(self, kind: str) -> tuple[str, str]:
        """A title and the component that it belongs to."""
        names = list(self._parts)
        for _ in range(12):
            component = names[int(self._rng.integers(len(names)))]
            things = self._parts[component]
            thing = things[int(self._rng.integers(len(things)))]
            template = TEMPLATES[kind][int(self._rng.integers(len(TEMPLATES[kind])))]
            text = template.format(thing, component) if template.count("{}") == 2 else template.format(thing)
            text = text[0].upper() + text[1:]
            if text not in self._used:
                break
        self._count[text] = self._count.get(text, 0) + 1
        title = text if text not in self._used else f"{text} ({self._count[text]})"
        self._used.add(text)
        return title, component
