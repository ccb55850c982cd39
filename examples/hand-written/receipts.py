"""A small integration for receipts and what quality decides of them: WMS, QMS -> ERP, WMS, MES (flows receipt, lot-status, availability)."""
import os
from datetime import datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from inbox import get, run

erp, wms, mes = (os.environ[f"MFGSYNC_{name}_URL"] for name in ("ERP", "WMS", "MES"))


def amount(data, quantity):
    return {"plant": data["plant"], "item": data["item"], "quantity": {"quantity": quantity, "unit": data["unit"]}}


def available(data, lot, quantity):
    return {"url": f"{mes}/material-availability", "body": {"lot": lot, **amount(data, quantity)}}


def dated(data, key):
    """The business day is that of the plant, in the zone that the ERP dates by."""
    zone = next(each["postingTimeZone"] for each in get(f"{erp}/plants", key)["items"] if each["plant"] == data["plant"])
    return {"postingDate": datetime.fromisoformat(data["occurredAt"]).astimezone(ZoneInfo(zone)).date().isoformat()}


def location_of(plant, bin, key):
    """A bin is no storage location: the map says which it is, and the longest pattern that fits decides."""
    rows = get(f"{erp}/location-map?{urlencode({'plant': plant})}", key)["items"]
    fits = lambda pattern: bin.startswith(pattern[:-1]) if pattern.endswith("*") else bin == pattern
    return max((row for row in rows if fits(row["pattern"])), key=lambda row: len(row["pattern"]))["location"]


def receipt_of(key, data):
    inspected = get(f"{erp}/items/{quote(data['item'], safe='')}", key)["inspectionRequired"]
    lot, attributes = data["lot"]["lot"], {name: value for name, value in data["lot"].items() if name != "lot"}
    place = {"location": location_of(data["plant"], data["bin"], key), "stockType": "quality" if inspected else "unrestricted"}
    of_lot = {"lot": lot, "lotAttributes": attributes} if lot else {}
    order = {"purchaseOrder": data["purchaseOrder"], "purchaseOrderLine": data["line"]}
    receipt = {"type": "receipt", **of_lot, **place, **amount(data, data["quantity"]), **order, **dated(data, key)}
    # Rule 5: what has to be inspected goes into quality stock, and the shop floor is not told of it.
    return [{"url": f"{erp}/goods-movements", "body": receipt}] + ([] if inspected else [available(data, lot, data["quantity"])])


def decision_of(key, data, known):
    # Rule 6: a decision can overtake its receipt. It waits.
    place = (data["plant"], data["item"], data["lot"])
    is_receipt = lambda other, done: done and "receipt" in other and (other["plant"], other["item"], other["lot"]["lot"]) == place
    receipt = next((other for _, other, done in known if is_receipt(other, done)), None)
    if receipt is None:
        raise RuntimeError("its receipt is not posted")
    lot, bin = data["lot"], receipt["bin"]
    day, location = dated(data, key), location_of(data["plant"], bin, key)
    postings = []
    for stock_type, quantity in (("unrestricted", data["accepted"]), ("blocked", data["rejected"])):
        if quantity > 0:
            what = {"lot": lot, **amount(data, quantity)}
            move = {"type": "transfer", "stockType": "quality", "to": {"stockType": stock_type}, "location": location, **what, **day}
            postings.append({"url": f"{erp}/goods-movements", "body": move})
            change = {"from": "quality", "to": stock_type, "bin": bin, **what}
            postings.append({"url": f"{wms}/stock-status-changes", "body": change})
    return postings + ([available(data, lot, data["accepted"])] if data["accepted"] > 0 else [])


def postings_of(key, data, known):
    if "receipt" in data:
        return receipt_of(key, data)
    # The warehouse tells the same once more in its change log: one of the two is enough.
    return decision_of(key, data, known) if "decision" in data else []


run(postings_of)
