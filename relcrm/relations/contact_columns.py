"""The contact gate as columns of the lists of companies and people: promotion by e-mail, by call, by post.

Says in SQL what `contact_gate.decide` says of each; a test holds the three against one another. A page of a list asks
record by record (`_Words`), filters and orders ask of all at once (`_Sets`). What later modules hold (debts, contact
pressure) is not in it: that is asked at the moment of writing.
"""

from frappe import _
from frappe.utils import add_days, getdate, nowdate

from relcrm.relations.contact_facts import CUSTOMER
from relcrm.relations.contact_gate import Verdict
from relcrm.relations.contact_rules import BY_REGISTER, EMAIL, FLAGS, PHONE, POST, PROMOTION, Rule, get_rule
from relcrm.workplace.rules import quote

ALLOWED, SIMILAR, REFUSED, NO_CONSENT, ASK, REGISTERED, NO_ADDRESS = STATES = (
    "May be reached",
    "Only for similar goods",
    "Refused",
    "Consent missing",
    "Ask the register",
    "In the register",
    "No address",
)
OF_REASON = {
    "no_address": NO_ADDRESS,
    "opposed": REFUSED,
    "refused": REFUSED,
    "other_goods": SIMILAR,
    "no_consent": NO_CONSENT,
    "register_missing": ASK,
    "register_old": ASK,
    "registered": REGISTERED,
}
PATHS = {EMAIL: "contact:promotion_email", PHONE: "contact:promotion_call", POST: "contact:promotion_post"}
DECISION_AT = 25  # where a sequence ends: day, blank, name of twelve signs, blank


def get_columns(doctype: str) -> list[dict]:
    """Hook `relcrm_list_fields`: whether each may be reached with promotion."""
    if doctype not in ("Party", "Contact Person"):
        return []
    rule = get_rule()
    labels = {EMAIL: _("Promotion by e-mail"), PHONE: _("Promotion by telephone"), POST: _("Promotion by post")}
    return [_describe(doctype, channel, labels[channel], rule) for channel in PATHS]


def get_state(verdict: Verdict) -> str:
    """Return what the column says of a verdict."""
    return OF_REASON[verdict.reasons[0].code] if verdict.reasons else ALLOWED


def _describe(doctype: str, channel: str, label: str, rule: Rule) -> dict:
    return {
        "path": PATHS[channel],
        "label": label,
        "fieldtype": "Select",
        "options": "\n".join(STATES),
        "group": _("Consents"),
        "source": get_source(doctype, channel, rule),
        "column": f"`{_get_alias(channel)}`.`value`",
        "join": f"left join ({get_all(doctype, channel, rule)}) as `{_get_alias(channel)}`"
        f" on `{_get_alias(channel)}`.`parent` = `tab{doctype}`.`name`",
        "key": f"`tab{doctype}`.`name`",
    }


def get_source(doctype: str, channel: str, rule: Rule | None = None) -> str:
    """Return the SELECT of (parent, value, idx) for promotion in a channel."""
    table = f"`tab{doctype}`"
    words = _Words(doctype, channel, rule or get_rule())
    return f"select {table}.`name` as `parent`, {words.case()} as `value`, 1 as `idx` from {table} where 1 = 1"


def get_all(doctype: str, channel: str, rule: Rule | None = None) -> str:
    """Return the SELECT of (parent, value) for promotion in a channel, of every record, in one go."""
    return _Sets(doctype, channel, rule or get_rule()).select()


def _get_alias(channel: str) -> str:
    return f"promotion by {channel}".lower()


class _Words:
    """The SQL of one column, part by part; every part may be used in the middle of another."""

    def __init__(self, doctype: str, channel: str, rule: Rule):
        self.doctype, self.channel, self.rule = doctype, channel, rule
        self.table = f"`tab{doctype}`"
        self.party = f"{self.table}.`name`" if doctype == "Party" else f"{self.table}.`party`"

    def case(self) -> str:
        """Return the state; the order is that of the reasons of the gate."""
        own = self.own()
        refused = [f"substr({own}, {DECISION_AT}, 1) in ('R', 'W')"]
        refused += [
            f"(substr({other}, {DECISION_AT}, 1) in ('R', 'W') and {other} > coalesce({own}, ''))"
            for other in self.others()
        ]
        rows = [
            (f"coalesce({self.address()}, '') = ''", NO_ADDRESS),
            (f"{self.of_party(FLAGS[self.channel])} = 1", REFUSED),
            *((condition, REFUSED) for condition in refused),
            *(self.by_register(own) if self.channel in BY_REGISTER else self.by_consent(own)),
        ]
        last = REGISTERED if self.channel in BY_REGISTER else NO_CONSENT
        whens = " ".join(f"when {condition} then {quote(state)}" for condition, state in rows)
        return f"case {whens} else {quote(last)} end"

    def by_consent(self, own: str) -> list[tuple]:
        given = f"substr({own}, {DECISION_AT}, 1) = 'G'"
        if self.channel not in self.rule.soft_spam:
            return [(given, ALLOWED)]
        sale = (
            f"exists (select 1 from `tabParty Consent` as `c` where {self.mine()}"
            f" and `c`.`purpose` = {quote(PROMOTION)} and `c`.`channel` = {quote(self.channel)}"
            f" and `c`.`address` = {self.address()}"
            f" and substr(`c`.`sequence`, {DECISION_AT}, 1) = 'S')"
        )
        customer = f"{self.of_party('lifecycle_stage')} = {quote(CUSTOMER)}"
        return [(given, ALLOWED), (f"{customer} and {sale}", SIMILAR)]

    def by_register(self, own: str) -> list[tuple]:
        first = quote(str(add_days(getdate(nowdate()), -self.rule.days[self.channel])))
        latest = self.answer("max(`a`.`sequence`)", "")
        since = self.answer("`a`.`registered_since`", " order by `a`.`sequence` desc limit 1")
        runs = f"(`k`.`contract_until` is null or `k`.`contract_until` >= {quote(nowdate())})"
        contract = (
            f"{own} in (select `k`.`sequence` from `tabParty Consent` as `k`"
            f" where `k`.`within_contract` = 1 and {runs})"
        )
        return [
            (f"coalesce(substr({latest}, 1, 10), '') < {first}", ASK),
            (f"substr({latest}, {DECISION_AT}, 1) = 'N'", ALLOWED),
            (
                f"substr({own}, {DECISION_AT}, 1) = 'G' and (substr({own}, 1, 10) > substr({since}, 1, 10)"
                f" or {contract})",
                ALLOWED,
            ),
        ]

    # ---- the addressee

    def of_party(self, fieldname: str) -> str:
        if self.doctype == "Party":
            return f"{self.table}.`{fieldname}`"
        return f"(select `p`.`{fieldname}` from `tabParty` as `p` where `p`.`name` = {self.party})"

    def address(self) -> str:
        if self.channel == EMAIL:
            return f"lower({self.table}.`main_email`)"
        if self.channel == POST:
            return self.of_address("any")
        return (
            "(select coalesce(nullif(`e164`, ''), `number`) from `tabParty Phone` as `t`"
            f" where `t`.`parent` = {self.table}.`name` and coalesce(`t`.`kind`, '') <> 'Fax'"
            " order by coalesce(`t`.`is_primary`, 0) desc, `t`.`idx` asc limit 1)"
        )

    def of_address(self, what: str) -> str:
        parts = {"street": "coalesce(nullif(`street`, ''), `po_box`, '')", "cap": "coalesce(`cap`, '')"}
        parts["town"] = "coalesce(`town`, '')"
        if what not in parts:
            filled = " or ".join(f"{part} <> ''" for part in parts.values())
            what = f"case when {filled} then 'x' else '' end"
        else:
            what = parts[what]
        return (
            f"(select {what} from `tabParty Address` as `o` where `o`.`parent` = {self.party}"
            " and `o`.`parenttype` = 'Party'"
            " order by (case when `o`.`kind` in ('Main', 'Legal') then 0 else 1 end) asc, `o`.`idx` asc limit 1)"
        )

    # ---- its entries

    def mine(self) -> str:
        if self.doctype == "Party":
            return f"`c`.`party` = {self.party} and coalesce(`c`.`contact_person`, '') = ''"
        return f"`c`.`contact_person` = {self.table}.`name`"

    def latest(self, whose: str) -> str:
        """Return the latest entry of somebody that counts for this channel and address."""
        address = "" if self.channel == POST else f" or `c`.`address` = {self.address()}"
        return (
            f"(select max(`c`.`sequence`) from `tabParty Consent` as `c` where ({whose})"
            f" and `c`.`purpose` = {quote(PROMOTION)} and coalesce(`c`.`channel`, '') in ({quote(self.channel)}, '')"
            f" and (coalesce(`c`.`address`, '') = ''{address})"
            f" and substr(`c`.`sequence`, {DECISION_AT}, 1) <> 'S')"
        )

    def own(self) -> str:
        return self.latest(self.mine())

    def others(self) -> list[str]:
        found = [] if self.channel == POST else [self.latest(f"`c`.`address` = {self.address()}")]
        company = "`c`.`party` = {0} and coalesce(`c`.`contact_person`, '') = ''"
        same = "`c`.`contact_person` in (select `h`.`name` from `tabContact Person` as `h` where `h`.`same_as` = {0})"
        if self.doctype == "Party":
            return [*found, self.latest(same.format(self.party))]
        human = f"{self.table}.`same_as`"
        everywhere = f"({company.format(human)}) or ({same.format(human)})"
        return [*found, self.latest(company.format(self.party)), self.latest(everywhere)]

    # ---- the register

    def answer(self, what: str, tail: str) -> str:
        if self.channel == PHONE:
            where = f"`a`.`register` = 'Telephone' and `a`.`number` = {self.address()}"
        else:
            same = (f"coalesce(`a`.`{part}`, '') = {self.of_address(part)}" for part in ("street", "cap", "town"))
            where = f"`a`.`register` = 'Post' and `a`.`party` = {self.party} and {' and '.join(same)}"
        return f"(select {what} from `tabRegister Answer` as `a` where {where}{tail})"


class _Sets(_Words):
    """The same column for all records at once: each kind of entry is gathered once and joined, whoever it is about."""

    def __init__(self, doctype: str, channel: str, rule: Rule):
        super().__init__(doctype, channel, rule)
        self.joins: list[str] = []

    def select(self) -> str:
        if self.doctype != "Party":
            self.joins.append(f"join `tabParty` as `of` on `of`.`name` = {self.party}")
        if self.channel == PHONE:
            self.joins.append(f"left join ({self.numbers()}) as `nr` on `nr`.`parent` = {self.table}.`name`")
        elif self.channel == POST:
            self.joins.append(f"left join ({self.places()}) as `at` on `at`.`parent` = {self.party}")
        named = {"own": self.own(), **{f"other{at}": other for at, other in enumerate(self.others())}}
        inner = [f"{self.table}.`name` as `parent`", *(f"{sql} as `{name}`" for name, sql in named.items())]
        inner += [f"{self.address()} as `address`", f"{self.of_party(FLAGS[self.channel])} as `flag`"]
        inner += self.get_facts()
        case = self.make_case([name for name in named if name != "own"])
        return (
            f"select `parent`, {case} as `value` from (select {', '.join(inner)} from {self.table}"
            f" {' '.join(self.joins)}) as `facts`"
        )

    def get_facts(self) -> list[str]:
        if self.channel in BY_REGISTER:
            self.join_answers()
            return ["coalesce(`said`.`sequence`, '') as `answer`", "`said`.`since` as `since`"]
        stage = f"{self.of_party('lifecycle_stage')} as `stage`"
        if self.channel not in self.rule.soft_spam:
            return [stage]
        sale = f"`c`.`purpose` = {quote(PROMOTION)} and `c`.`channel` = {quote(self.channel)}"
        sale += f" and `c`.`address` <> '' and substr(`c`.`sequence`, {DECISION_AT}, 1) = 'S'"
        who, mine = self.get_own_entries()
        self.joins.append(
            f"left join (select distinct {who} as `who`, `c`.`address` from `tabParty Consent` as `c`"
            f" where {mine} and {sale}) as `sale`"
            f" on `sale`.`who` = {self.table}.`name` and `sale`.`address` = {self.address()}"
        )
        return [stage, "`sale`.`who` as `sold`"]

    def make_case(self, others: list[str]) -> str:
        """Return the state; the order is that of the reasons of the gate."""
        decision = f"substr(`{{}}`, {DECISION_AT}, 1)"
        refused = [f"{decision.format(name)} in ('R', 'W') and `{name}` > `own`" for name in others]
        rows = [("coalesce(`address`, '') = ''", NO_ADDRESS), ("`flag` = 1", REFUSED)]
        rows += [(f"{decision.format('own')} in ('R', 'W')", REFUSED), *((one, REFUSED) for one in refused)]
        given = f"{decision.format('own')} = 'G'"
        if self.channel in BY_REGISTER:
            first = quote(str(add_days(getdate(nowdate()), -self.rule.days[self.channel])))
            runs = f"(`k`.`contract_until` is null or `k`.`contract_until` >= {quote(nowdate())})"
            contract = (
                "`own` in (select `k`.`sequence` from `tabParty Consent` as `k`"
                f" where `k`.`within_contract` = 1 and {runs})"
            )
            later = "substr(`own`, 1, 10) > substr(`since`, 1, 10)"
            rows += [(f"substr(`answer`, 1, 10) < {first}", ASK), (f"{decision.format('answer')} = 'N'", ALLOWED)]
            rows += [(f"{given} and ({later} or {contract})", ALLOWED)]
        else:
            rows += [(given, ALLOWED)]
            if self.channel in self.rule.soft_spam:
                rows += [(f"`stage` = {quote(CUSTOMER)} and `sold` is not null", SIMILAR)]
        last = REGISTERED if self.channel in BY_REGISTER else NO_CONSENT
        whens = " ".join(f"when {condition} then {quote(state)}" for condition, state in rows)
        return f"case {whens} else {quote(last)} end"

    # ---- the addressee

    def of_party(self, fieldname: str) -> str:
        return f"{self.table}.`{fieldname}`" if self.doctype == "Party" else f"`of`.`{fieldname}`"

    def address(self) -> str:
        if self.channel == EMAIL:
            return f"lower({self.table}.`main_email`)"
        return "`nr`.`number`" if self.channel == PHONE else "`at`.`filled`"

    def numbers(self) -> str:
        best = "partition by `parent` order by coalesce(`is_primary`, 0) desc, `idx` asc"
        return (
            "select `parent`, `number` from (select `parent`, coalesce(nullif(`e164`, ''), `number`) as `number`,"
            f" row_number() over ({best}) as `place` from `tabParty Phone`"
            f" where `parenttype` = {quote(self.doctype)} and coalesce(`kind`, '') <> 'Fax') as `ranked`"
            " where `place` = 1"
        )

    def places(self) -> str:
        street = "coalesce(nullif(`street`, ''), `po_box`, '')"
        cap, town = "coalesce(`cap`, '')", "coalesce(`town`, '')"
        filled = f"case when {street} <> '' or {cap} <> '' or {town} <> '' then 'x' else '' end"
        first = "(case when `kind` in ('Main', 'Legal') then 0 else 1 end) asc, `idx` asc"
        return (
            f"select * from (select `parent`, {street} as `street`, {cap} as `cap`, {town} as `town`,"
            f" {filled} as `filled`, row_number() over (partition by `parent` order by {first}) as `place`"
            " from `tabParty Address` where `parenttype` = 'Party') as `ranked` where `place` = 1"
        )

    # ---- its entries

    def get_own_entries(self) -> tuple[str, str]:
        """Return whom entries are about, and which are those of the records themselves."""
        if self.doctype == "Party":
            return "`c`.`party`", "coalesce(`c`.`contact_person`, '') = '' and `c`.`party` is not null"
        return "`c`.`contact_person`", "`c`.`contact_person` is not null"

    def own(self) -> str:
        return self.gather("own", *self.get_own_entries(), f"{self.table}.`name`")

    def others(self) -> list[str]:
        found = []
        if self.channel != POST:
            found = [self.join("address", "`c`.`address`", "`c`.`address` <> ''", "", self.address())]
        company = ("`c`.`party`", "coalesce(`c`.`contact_person`, '') = '' and `c`.`party` is not null")
        same = ("`h`.`same_as`", "`h`.`same_as` is not null")
        if self.doctype == "Party":
            return [*found, self.gather("same", *same, self.party)]
        human = f"{self.table}.`same_as`"
        everywhere = _get_greatest(self.gather("human", *company, human), self.gather("same", *same, human))
        return [*found, self.gather("company", *company, self.party), everywhere]

    def gather(self, alias: str, who: str, mine: str, key: str) -> str:
        """Join the latest entries of somebody, for any address and for this one; return the later of the two."""
        plain = self.join(alias, who, f"{mine} and coalesce(`c`.`address`, '') = ''", "", key)
        if self.channel == POST:
            return plain
        named = self.join(f"{alias} here", who, f"{mine} and `c`.`address` <> ''", self.address(), key)
        return _get_greatest(plain, named)

    def join(self, alias: str, who: str, mine: str, address: str, key: str) -> str:
        people = " join `tabContact Person` as `h` on `h`.`name` = `c`.`contact_person`" if "`h`" in who else ""
        by = f"{who}, `c`.`address`" if address else who
        columns = f"{who} as `who`, `c`.`address` as `address`" if address else f"{who} as `who`"
        here = f" and `{alias}`.`address` = {address}" if address else ""
        self.joins.append(
            f"left join (select {columns}, max(`c`.`sequence`) as `latest` from `tabParty Consent` as `c`{people}"
            f" where {mine} and `c`.`purpose` = {quote(PROMOTION)}"
            f" and coalesce(`c`.`channel`, '') in ({quote(self.channel)}, '')"
            f" and substr(`c`.`sequence`, {DECISION_AT}, 1) <> 'S' group by {by}) as `{alias}`"
            f" on `{alias}`.`who` = {key}{here}"
        )
        return f"coalesce(`{alias}`.`latest`, '')"

    # ---- the register

    def join_answers(self) -> None:
        if self.channel == PHONE:
            keys, where, on = ("number",), "`register` = 'Telephone'", f"`said`.`number` = {self.address()}"
        else:
            keys, where = ("party", "street", "cap", "town"), "`register` = 'Post'"
            same = " and ".join(f"`said`.`{part}` = `at`.`{part}`" for part in keys[1:])
            on = f"`said`.`party` = {self.party} and {same}"
        names = ", ".join(f"coalesce(`{key}`, '') as `{key}`" for key in keys)
        by = ", ".join(f"coalesce(`{key}`, '')" for key in keys)
        ranked = (
            f"select {names}, `sequence`, `registered_since` as `since`,"
            f" row_number() over (partition by {by} order by `sequence` desc) as `place`"
            f" from `tabRegister Answer` where {where}"
        )
        self.joins.append(f"left join (select * from ({ranked}) as `ranked` where `place` = 1) as `said` on {on}")


def _get_greatest(one: str, other: str) -> str:
    return f"case when {one} >= {other} then {one} else {other} end"
