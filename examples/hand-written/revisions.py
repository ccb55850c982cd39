"""A small integration for items and revisions that are complete and approved: PLM -> ERP, MES (flows item-master, revision-release)."""
import os
from datetime import datetime, timezone
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from inbox import get, run

erp, mes, wms, plm = (os.environ.get(f"MFGSYNC_{name}_URL") for name in ("ERP", "MES", "WMS", "PLM"))
CORE = ("version", "description", "kind", "baseUnit", "decimals", "conversions", "lotManaged", "serialManaged", "inspectionRequired")


def path(*names):
    return "".join("/" + quote(name, safe="") for name in names)


def is_item(data):
    return "version" in data and "revision" not in data


def is_complete(data):
    return "publication" in data and "part" not in data


def item_of(key, data):
    # Rule 9: an event may say no more than what there is, and in which version. So it is read, and by that version: not as the newest.
    item = get(f"{plm}/items{path(data['item'])}?version={data['version']}", key)
    body = {name: item[name] for name in CORE}
    return [{"method": "PUT", "url": f"{system}/items{path(data['item'])}", "body": body} for system in (erp, mes, wms) if system]


def midnight(date, zone):
    """Rule 5: midnight is that of the plant, by the offset that holds at that very instant."""
    local = datetime.fromisoformat(date).replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def revision_of(key, data, known):
    facts = [(other, done) for _, other, done in known]
    # Rule 7: a newer version is all that counts, and neither letters nor clocks tell which is newer.
    if any(is_complete(other) and other["item"] == data["item"] and other["version"] > data["version"] for other, _ in facts):
        return []
    parts = get(f"{plm}/revisions{path(data['item'], str(data['version']))}", key)
    if not all(name in parts for name in ("header", "lines", "substitutes", "effectivity", "requiredApprovals")):
        raise RuntimeError("not all of its parts are there")
    # Rule 8: nothing is released before everybody has approved of it, or before its components are there.
    given = {other["role"] for other, _ in facts if "role" in other and other["change"] == data["change"]}
    if not given.issuperset(parts["requiredApprovals"]):
        raise RuntimeError("it is not approved")
    lines, postings = parts["lines"], []
    for line in lines:
        if any(is_item(other) and not done and other["item"] == line["item"] for other, done in facts):
            raise RuntimeError(f"{line['item']} is not there yet")
        get(f"{erp}/items{path(line['item'])}", key)
        for vendor in line["vendors"]:
            url = f"{erp}/items{path(line['item'], 'approved-vendors', vendor)}"
            postings.append({"method": "PUT", "url": url, "body": {"version": data["version"]}})
    for interval in parts["effectivity"]:
        postings += in_plant(interval["plant"], interval["from"], parts, data, key)
    return postings


def in_plant(plant, begin, parts, data, key):
    item, revision, version, header = data["item"], data["revision"], {"version": data["version"]}, parts["header"]
    zone = next(each["postingTimeZone"] for each in get(f"{erp}/plants", key)["items"] if each["plant"] == plant)
    others = [{"primary": each["primary"], "substitute": each["item"], "priority": each["priority"], "ratio": each["ratio"]}
              for each in parts["substitutes"]]

    def lines(pieces, more):
        return [{"item": line["item"], "rate": {"quantity": line["rate"] / pieces, "unit": line["unit"]}, "operation": line["routingStep"],
                 "issue": line["issue"], **more(line)} for line in parts["lines"]]

    # Rule 6: what is optional, or mere information, is no demand.
    of_erp = {**version, "header": {"description": header["description"], "baseQuantity": header["baseQuantity"]}, "substitutes": others,
              "lines": lines(1, lambda line: {"demand": line["use"] == "required"}), "effectivity": [{"from": begin}]}
    # A bill of material that is created again becomes an alternative: look first.
    query = urlencode({"item": item, "revision": revision, "plant": plant})
    there = next(iter(get(f"{erp}/bom-revisions?{query}", key)["items"]), None) or {}
    bom, in_mes = path(there.get("bom", "")), f"{mes}/boms{path(item, 'revisions', revision)}"
    of_mes = {**version, "header": {"description": header["description"]}, "substitutes": others,
              "lines": lines(header["baseQuantity"]["quantity"], lambda line: {"use": line["use"]}),
              "effectivity": [{"validFrom": midnight(begin, zone)}], "erpIds": {name: there.get(name) for name in ("bom", "revisionId")}}
    place = urlencode({"plant": plant})
    create = {"url": f"{erp}/bom-revisions", "body": {"plant": plant, "item": item, "revision": revision, **of_erp}}
    postings = [{"method": "PUT", "url": f"{erp}/bom-revisions{bom}", "body": of_erp} if there else create,
                {"natural": True, "url": f"{erp}/bom-revisions{bom}/activation", "body": {**version, "from": begin}},
                {"method": "PUT", "url": f"{in_mes}?{place}", "body": of_mes},
                {"natural": True, "url": f"{in_mes}/activation?{place}", "body": version}]
    return [{**posting, "reference": data["publication"]} for posting in postings]


def postings_of(key, data, known):
    if is_item(data):
        return item_of(key, data)
    # Nothing is written of a revision before the message that completes it.
    return revision_of(key, data, known) if is_complete(data) else []


run(postings_of)
