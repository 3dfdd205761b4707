"""A document's life: load, insert, save, submit, cancel, delete, with the events in Frappe's order."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _, _dict
from frappe.model import metadata_doctypes, optional_fields, validation
from frappe.model.base_document import BaseDocument, std_to_db, to_db
from frappe.model.docstatus import DocStatus
from frappe.model.meta import get_controller
from frappe.model.naming import set_new_name
from frappe.utils import cint, cstr, get_datetime, now
from frappe.utils.caching import derived


class MissingDocTypeError(frappe.ValidationError, ValueError):
    """Values without a doctype: a client's mistake, or a programmer's."""


def get_doc(*args: Any, **kwargs: Any) -> Any:
    """See frappe.get_doc. Raises DoesNotExistError for a missing document or DocType."""
    if args and isinstance(args[0], BaseDocument):
        return args[0]
    if args and isinstance(args[0], str):
        return _load(*args, **kwargs)
    data = args[0] if args and isinstance(args[0], dict) else kwargs
    doctype = data.get("doctype") if isinstance(data, dict) else None
    if not doctype or not isinstance(doctype, str):
        raise MissingDocTypeError('"doctype" is a required key')
    return get_controller(doctype)(data)


def _load(doctype: str, name: Any = None, *, for_update: bool = False, **kwargs: Any) -> Any:
    controller = get_controller(doctype)
    if name is None:
        if not frappe.get_meta(doctype).issingle:
            raise frappe.DoesNotExistError(_("Name the {0} to be read.").format(_(doctype)))
        name = doctype
    if isinstance(name, dict):
        found = frappe.db.get_value(doctype, name, "name", order_by=None)
        if found is None:
            frappe.throw(
                _("{0} {1} not found").format(_(doctype), frappe.as_json(name, indent=None)),
                frappe.DoesNotExistError,
            )
        name = found
    doc = controller.__new__(controller)
    doc.__dict__["flags"] = _dict(for_update=for_update)
    doc.__dict__["doctype"] = doctype
    doc.__dict__["name"] = name
    doc.load_from_db()
    return doc


class Document(BaseDocument):
    """Base of every controller."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args and isinstance(args[0], str):
            self.__dict__["flags"] = _dict()
            self.__dict__["doctype"] = args[0]
            self.__dict__["name"] = args[1] if len(args) > 1 else args[0]
            self.load_from_db()
            return
        data = args[0] if args else kwargs
        super().__init__(data)
        self.init_valid_columns()

    def init_valid_columns(self) -> None:
        if self.__dict__.get("docstatus") is None:
            self.__dict__["docstatus"] = DocStatus.draft()

    # ---- loading ------------------------------------------------------------------------------

    def load_from_db(self) -> Document:
        """Read the stored values and rows; raises DoesNotExistError."""
        meta = self.meta
        if meta.issingle:
            self._load_single()
        else:
            if self.flags.for_update:
                frappe.db.begin_write()
            rows = frappe.db.sql(f"select * from `tab{self.doctype}` where `name` = %s", (self.name,), as_dict=True)
            if not rows:
                frappe.throw(
                    _("{0} {1} not found").format(_(self.doctype), frappe.utils.escape_html(cstr(self.name)[:200])),
                    frappe.DoesNotExistError,
                )
            self.__dict__.update(rows[0])
        for df in meta.table_field_list:
            self.__dict__[df.fieldname] = self._load_rows(df)
        for key in ("_doc_before_save", "__islocal", "__unsaved"):
            self.__dict__.pop(key, None)
        return self

    def _load_single(self) -> None:
        stored = frappe.db.get_singles_dict(self.doctype, cast=True)
        if not stored:
            from frappe.model.create_new import get_defaults_of

            stored = get_defaults_of(self.doctype)
        self.__dict__.update(stored)
        self.__dict__["name"] = self.doctype
        self.__dict__.setdefault("docstatus", DocStatus.draft())

    def _load_rows(self, df: _dict) -> list:
        rows = frappe.db.sql(
            f"select * from `tab{df.options}` where `parent` = %s and `parenttype` = %s and `parentfield` = %s"
            " order by `idx`",
            (self.name, self.doctype, df.fieldname),
            as_dict=True,
        )
        controller = get_controller(df.options) if rows else None
        out = []
        for row in rows:
            child = controller.__new__(controller)
            child.__dict__["flags"] = _dict()
            child.__dict__["doctype"] = df.options
            child.__dict__.update(row)
            child.__dict__["parent_doc"] = self
            out.append(child)
        return out

    def reload(self) -> Document:
        """Forget what was changed and read the document again."""
        keep = {k: self.__dict__[k] for k in ("doctype", "name", "flags") if k in self.__dict__}
        self.__dict__.clear()
        self.__dict__.update(keep)
        return self.load_from_db()

    def get_latest(self) -> Document:
        if not getattr(self, "_latest", None):
            self.__dict__["_latest"] = frappe.get_doc(self.doctype, self.name)
        return self._latest

    # ---- permission ---------------------------------------------------------------------------

    def check_permission(self, permtype: str = "read", permlevel: Any = None) -> None:
        """Raise PermissionError unless the session user has the right."""
        if not self.has_permission(permtype):
            self.raise_no_permission_to(permtype)

    def has_permission(self, permtype: str = "read", *, debug: bool = False, user: str | None = None) -> bool:
        if self.flags.ignore_permissions:
            return True
        from frappe.permissions import has_permission

        return bool(has_permission(self.doctype, permtype, self, user=user))

    def raise_no_permission_to(self, perm_type: str) -> None:
        frappe.flags.error_message = (
            _("Insufficient Permission for {0}").format(self.doctype) + f" ({frappe.bold(_(perm_type))})"
        )
        raise frappe.PermissionError

    def get_permissions(self) -> dict:
        from frappe.permissions import get_doc_permissions

        return get_doc_permissions(self)

    # ---- insert -------------------------------------------------------------------------------

    def insert(
        self,
        ignore_permissions: bool | None = None,
        ignore_links: bool | None = None,
        ignore_if_duplicate: bool = False,
        ignore_mandatory: bool | None = None,
        set_name: str | None = None,
        set_child_names: bool = True,
    ) -> Document:
        """Store a new document and run its events; see the contract, 2.4."""
        self._set_flags(ignore_permissions, ignore_links, ignore_mandatory)
        self.flags.notifications_executed = []
        self.__dict__["__islocal"] = True
        self._set_defaults()
        self._set_user_and_timestamp()
        self._prepare_docstatus()
        self._validate_links()
        self.check_permission("create")
        self.run_method("before_insert")
        self.set_new_name(set_name=set_name, set_child_names=set_child_names)
        self._set_parent_in_children()
        self._validate_higher_perm_levels()
        self.flags.in_insert = True
        self._run_before_save_methods()
        self._validate()
        self.flags.in_insert = False
        if self.meta.issingle:
            self._store_single()
        elif not self.db_insert(ignore_if_duplicate=ignore_if_duplicate):
            return self
        self._insert_children()
        self.run_method("after_insert")
        self.flags.in_insert = True
        self._run_post_save_methods()
        self.flags.in_insert = False
        for row in [self, *self.get_all_children()]:
            row.__dict__.pop("__islocal", None)
        self.__dict__.pop("__unsaved", None)
        return self

    def _set_flags(self, ignore_permissions: Any, ignore_links: Any = None, ignore_mandatory: Any = None) -> None:
        if ignore_permissions is not None:
            self.flags.ignore_permissions = ignore_permissions
        if ignore_links is not None:
            self.flags.ignore_links = ignore_links
        if ignore_mandatory is not None:
            self.flags.ignore_mandatory = ignore_mandatory

    def _set_defaults(self) -> None:
        if frappe.flags.in_import:
            return
        from frappe.model.create_new import set_defaults

        if self.is_new():
            set_defaults(self)
        for row in self.get_all_children():
            if row.is_new():
                set_defaults(row)

    def _set_user_and_timestamp(self) -> None:
        values = self.__dict__
        values["_original_modified"] = values.get("modified")
        values["modified"] = now()
        values["modified_by"] = frappe.session.user
        fresh = self.is_new() and not self.flags.keep_creation
        if fresh or not values.get("creation"):
            values["creation"] = values["modified"]
        if fresh or not values.get("owner"):
            values["owner"] = values["modified_by"]
        for row in self.get_all_children():
            row.__dict__["modified"] = self.__dict__["modified"]
            row.__dict__["modified_by"] = self.__dict__["modified_by"]
            if not row.__dict__.get("owner"):
                row.__dict__["owner"] = self.__dict__["owner"]
            if not row.__dict__.get("creation"):
                row.__dict__["creation"] = self.__dict__["modified"]

    def set_new_name(self, force: bool = False, set_name: str | None = None, set_child_names: bool = True) -> None:
        """Give the document (and its rows) their names."""
        if self.flags.name_set and not force:
            return
        if set_name:
            from frappe.model.naming import validate_name

            self.__dict__["name"] = validate_name(self.doctype, set_name)
        else:
            set_new_name(self)
        if set_child_names:
            for row in self.get_all_children():
                set_new_name(row)
        self.flags.name_set = True

    def _set_parent_in_children(self) -> None:
        for row in self.get_all_children():
            row.__dict__["parent"] = self.name
            row.__dict__["parenttype"] = self.doctype

    def db_insert(self, ignore_if_duplicate: bool = False) -> bool:
        """Write the parent row. Raises DuplicateEntryError or UniqueValidationError."""
        if not self.name:
            set_new_name(self)
        try:
            frappe.db.insert_row(self.doctype, self.get_db_values())
        except frappe.DuplicateEntryError:
            if ignore_if_duplicate:
                return False
            if self.meta.autoname == "hash" or not self.meta.autoname:
                self.flags.retry_name = cint(self.flags.retry_name) + 1
                if self.flags.retry_name < 3:
                    self.__dict__["name"] = None
                    set_new_name(self)
                    self._set_parent_in_children()
                    return self.db_insert()
            frappe.msgprint(
                _("{0} {1} already exists").format(_(self.doctype), frappe.bold(frappe.utils.escape_html(self.name))),
                title=_("Duplicate Name"),
                indicator="red",
            )
            raise frappe.DuplicateEntryError(self.doctype, self.name) from None
        except frappe.UniqueValidationError as exc:
            self._show_unique_message(exc)
            raise
        self.__dict__["__islocal"] = False
        return True

    def _show_unique_message(self, exc: Exception) -> None:
        for df in filter(None, map(self.meta.get_field, getattr(exc, "fieldnames", ()))):
            frappe.msgprint(
                _("{0} must be unique").format(frappe.bold(_(df.label))), title=_("Message"), indicator="red"
            )

    def _insert_children(self) -> None:
        for df in self.meta.table_field_list:
            rows = self.__dict__.get(df.fieldname) or []
            if not rows:
                continue
            for row in rows:
                row.__dict__["docstatus"] = self.docstatus
            try:
                frappe.db.insert_rows(df.options, [row.get_db_values() for row in rows])
            except frappe.UniqueValidationError as exc:
                rows[0]._show_unique_message(exc)
                raise

    # ---- save ---------------------------------------------------------------------------------

    def save(self, *args: Any, **kwargs: Any) -> Document:
        """Store the document (insert it when new). `ignore_permissions`, `ignore_version`."""
        return self._save(*args, **kwargs)

    def _save(self, ignore_permissions: bool | None = None, ignore_version: bool | None = None) -> Document:
        self.flags.notifications_executed = []
        self._set_flags(ignore_permissions)
        self.flags.ignore_version = frappe.flags.in_test if ignore_version is None else ignore_version
        if self.is_new() or not self.name:
            return self.insert()
        self.check_if_locked()
        self._set_defaults()
        self.check_permission("write")
        self._set_user_and_timestamp()
        self._set_parent_in_children()
        self._check_if_latest()
        self._check_stored_permission()
        for row in self.get_all_children():
            if not row.name:
                set_new_name(row)
        self._validate_higher_perm_levels()
        self._validate_links()
        if self.meta.track_seen and self._action == "save":
            self.__dict__["_seen"] = json.dumps([frappe.session.user])
        self._run_before_save_methods()
        if self._action == "cancel":
            from frappe.model.workflow import set_workflow_state_on_action

            set_workflow_state_on_action(self, None, "cancel")
        else:
            self._validate()
        if self._action == "update_after_submit":
            self._validate_update_after_submit()
        if self.meta.issingle:
            self._store_single()
        else:
            self.db_update()
        self._update_children()
        self._run_post_save_methods()
        for row in self.get_all_children():
            row.__dict__.pop("__islocal", None)
        self.__dict__.pop("__unsaved", None)
        return self

    def _prepare_docstatus(self) -> None:
        if self.is_new():
            if self.docstatus.is_submitted():
                self._action = "submit"
                self.check_permission("submit")
            elif self.docstatus.is_draft():
                self._action = "save"
            else:
                raise frappe.DocstatusTransitionError(_("Cannot change docstatus from 0 (Draft) to 2 (Cancelled)"))
        for row in self.get_all_children():
            row.__dict__["docstatus"] = self.docstatus

    def _check_if_latest(self) -> None:
        """Take the writer's place, load the stored version, refuse to overwrite a newer one."""
        frappe.db.begin_write()
        self.load_doc_before_save(raise_exception=True)
        previous = self._doc_before_save
        self._action = "save"
        if self.meta.issingle:
            return
        stored = cstr(previous.modified)
        mine = self.__dict__.get("_original_modified")
        if cstr(mine) != stored and _moment(mine) != _moment(stored):
            frappe.msgprint(
                _("Error: Document has been modified after you have opened it")
                + f" ({stored}, {mine}). "
                + _("Please refresh to get the latest document."),
                raise_exception=frappe.TimestampMismatchError,
            )
        self._check_docstatus_transition(previous.docstatus)

    def _check_stored_permission(self) -> None:
        """A change may not open a record to the one who makes it: the right counts on the stored values too."""
        before = self.get_doc_before_save()
        if before is not None and not self.flags.ignore_permissions:
            before.check_permission("write")

    def _check_docstatus_transition(self, before: int) -> None:
        after = self.docstatus
        for row in self.get_all_children():
            row.__dict__["docstatus"] = after
        if before == 0 and after == 0:
            self._action = "save"
        elif before == 0 and after == 1:
            self._action = "submit"
            self.check_permission("submit")
            if not self.meta.is_submittable:
                frappe.throw(_("{0} cannot be submitted.").format(_(self.doctype)), frappe.DocstatusTransitionError)
        elif before == 1 and after == 1:
            self._action = "update_after_submit"
            self.check_permission("submit")
        elif before == 1 and after == 2:
            self._action = "cancel"
            self.check_permission("cancel")
        elif before == 2:
            raise frappe.ValidationError(_("Cannot edit cancelled document"))
        else:
            raise frappe.DocstatusTransitionError(
                _("Cannot change docstatus from {0} to {1}").format(
                    f"{int(before)} ({_DOCSTATUS[before]})", f"{int(after)} ({_DOCSTATUS.get(after, '?')})"
                )
            )

    def load_doc_before_save(self, *, raise_exception: bool = False) -> None:
        """Keep the stored version for comparisons."""
        self.__dict__["_doc_before_save"] = None
        if self.is_new():
            return
        try:
            self.__dict__["_doc_before_save"] = frappe.get_doc(self.doctype, self.name)
        except frappe.DoesNotExistError:
            if raise_exception:
                raise
            frappe.clear_last_message()

    def get_doc_before_save(self) -> Document | None:
        return self.__dict__.get("_doc_before_save")

    def has_value_changed(self, fieldname: str) -> bool:
        """Whether a save changes the field; True for a new document."""
        previous = self.get_doc_before_save()
        if not previous:
            return True
        df = self.meta.get_field(fieldname)
        old, new = previous.get(fieldname), self.get(fieldname)
        if df and not isinstance(old, list):
            return to_db(df, old) != to_db(df, new)
        return old != new

    def db_update(self) -> None:
        """Write the parent row's columns as they are now."""
        if self.is_new() or not self.name:
            self.db_insert()
            return
        values = self.get_db_values()
        values.pop("creation", None)
        values.pop("owner", None)
        try:
            frappe.db.update_row(self.doctype, self.name, values)
        except frappe.UniqueValidationError as exc:
            self._show_unique_message(exc)
            raise

    def db_update_all(self) -> None:
        self.db_update()
        for row in self.get_all_children():
            row.db_update()

    def _update_children(self) -> None:
        for df in self.meta.table_field_list:
            self.update_child_table(df.fieldname, df)

    def update_child_table(self, fieldname: str, df: _dict | None = None) -> None:
        """Make the stored rows of one table field equal to those held: delete, update what differs, insert."""
        df = df or self.meta.get_field(fieldname)
        rows = self.__dict__.get(fieldname) or []
        previous = self.__dict__.get("_doc_before_save")
        stored = {row.name: row for row in (previous.get(fieldname) if previous else self._load_rows(df)) or []}
        held = {row.name for row in rows}
        gone = [name for name in stored if name not in held]
        if gone:
            frappe.db.delete_rows(df.options, {"name": ["in", gone]})
        fresh = []
        for row in rows:
            row.__dict__.update(
                parent=self.name, parenttype=self.doctype, parentfield=fieldname, docstatus=self.docstatus
            )
            if row.name not in stored:
                fresh.append(row)
                continue
            values = row.get_db_values()
            old = stored[row.name].get_db_values()
            if any(values[k] != old[k] for k in values if k not in ("modified", "modified_by", "creation", "owner")):
                values.pop("creation", None)
                values.pop("owner", None)
                frappe.db.update_row(df.options, row.name, values)
        if fresh:
            frappe.db.insert_rows(df.options, [row.get_db_values() for row in fresh])

    def update_children(self) -> None:
        self._update_children()

    def _store_single(self) -> None:
        frappe.db.begin_write()
        values = self.get_db_values()
        frappe.db.sql("delete from `tabSingles` where `doctype` = %s", (self.doctype,))
        frappe.db.bulk_insert(
            "Singles",
            ["doctype", "field", "value"],
            [(self.doctype, k, cstr(v)) for k, v in values.items() if k not in ("doctype",) and v is not None],
        )
        frappe.clear_document_cache(self.doctype)

    # ---- checks -------------------------------------------------------------------------------

    def _validate(self) -> None:
        self._validate_mandatory()
        self._validate_one(self)
        from frappe.model.workflow import validate_workflow

        validate_workflow(self)
        for row in self.get_all_children():
            self._validate_one(row)
        if self.is_new():
            from frappe.model.naming import validate_autoname_field

            validate_autoname_field(self)
        else:
            self._validate_set_only_once()

    def _validate_one(self, doc: Any) -> None:
        validation.validate_fields(doc)
        validation.sanitize_html(doc)
        if doc.meta.password_field_list:
            doc.save_passwords()

    def save_passwords(self) -> None:
        """Move secrets to the encrypted store and keep stars in the table."""
        if self.flags.ignore_save_passwords is True:
            return
        from frappe.utils.password import remove_encrypted_password, set_encrypted_password

        for df in self.meta.password_field_list:
            if self.flags.ignore_save_passwords and df.fieldname in self.flags.ignore_save_passwords:
                continue
            value = cstr(self.__dict__.get(df.fieldname))
            if not value:
                if not self.is_new():
                    remove_encrypted_password(self.doctype, self.name, df.fieldname)
            elif not self.is_dummy_password(value):
                set_encrypted_password(self.doctype, self.name, value, df.fieldname)
                self.__dict__[df.fieldname] = "*" * len(value)

    _save_passwords = save_passwords

    def _validate_mandatory(self) -> None:
        if self.flags.ignore_mandatory:
            return
        missing = validation.get_missing_mandatory(self)
        for row in self.get_all_children():
            missing.extend(validation.get_missing_mandatory(row))
        if not missing:
            return
        for _fieldname, message in missing:
            frappe.msgprint(message)
        raise frappe.MandatoryError(f"[{self.doctype}, {self.name}]: {', '.join(f for f, _m in missing)}")

    def _validate_links(self) -> None:
        if self.flags.ignore_links or self.__dict__.get("_action") == "cancel":
            return
        submitting = bool(self.meta.is_submittable) and cint(self.docstatus) == 1
        invalid, cancelled = validation.get_invalid_links(self, submitting)
        for row in self.get_all_children():
            more = validation.get_invalid_links(row, submitting)
            invalid.extend(more[0])
            cancelled.extend(more[1])
        if invalid:
            frappe.throw(_("Could not find {0}").format(", ".join(invalid)), frappe.LinkValidationError)
        if cancelled:
            frappe.throw(
                _("Cannot link cancelled document: {0}").format(", ".join(cancelled)),
                frappe.CancelledLinkError,
            )

    def _validate_set_only_once(self) -> None:
        previous = self.get_doc_before_save()
        if not previous:
            return
        for df in self.meta.set_only_once_list:
            old = previous.get(df.fieldname)
            if isinstance(old, list):
                changed = [r.name for r in old] != [r.name for r in self.get(df.fieldname)]
            else:
                changed = bool(old) and to_db(df, old) != to_db(df, self.get(df.fieldname))
            if changed:
                frappe.throw(
                    _("Value cannot be changed for {0}").format(frappe.bold(_(df.label))),
                    frappe.CannotChangeConstantError,
                )

    def _validate_update_after_submit(self) -> None:
        if self.flags.ignore_validate_update_after_submit:
            return
        _refuse_changes(self, self._doc_before_save)
        stored = {row.name: row for row in self._doc_before_save.get_all_children()}
        for row in self.get_all_children():
            if row.name in stored:
                _refuse_changes(row, stored[row.name])

    def _validate_higher_perm_levels(self) -> None:
        if self.flags.ignore_permissions or frappe.flags.in_install or frappe.session.user == "Administrator":
            return
        docs = [self, *self.get_all_children()]
        if not any(doc.meta.uses_permlevel for doc in docs):
            return
        own = self.meta.get_permlevel_access("write")
        for doc in docs:
            if doc.meta.uses_permlevel:
                doc.reset_values_if_no_permlevel_access(own, doc.meta.high_permlevel_fields)

    def apply_fieldlevel_read_permissions(self) -> None:
        """Remove the values that the session user's field levels do not open."""
        if frappe.session.user == "Administrator":
            return
        levels = None
        for doc in [self, *self.get_all_children()]:
            if doc.meta.uses_permlevel:
                levels = self.meta.get_permlevel_access("read") if levels is None else levels
                for df in doc.meta.high_permlevel_fields:
                    if df.permlevel not in levels:
                        doc.__dict__.pop(df.fieldname, None)
                        doc.flags.hidden_fields = [*(doc.flags.hidden_fields or []), df.fieldname]

    def check_no_back_links_exist(self) -> None:
        from frappe.model.delete_doc import check_if_doc_is_dynamically_linked, check_if_doc_is_linked

        if not self.flags.ignore_links:
            check_if_doc_is_linked(self, method="Cancel")
            check_if_doc_is_dynamically_linked(self, method="Cancel")

    # ---- events -------------------------------------------------------------------------------

    def run_method(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Run an event: the controller's method, then doc_events hooks, notifications, webhooks."""
        fn = getattr(type(self), method, None)
        result = fn(self, *args, **kwargs) if callable(fn) else None
        for handler in get_doc_event_handlers(self.doctype, method):
            handler(self, method, *args, **kwargs)
        if not self.is_child_row():
            self._run_services(method)
        return result

    def _run_services(self, method: str) -> None:
        flags = frappe.local.flags
        if flags.in_install or flags.in_patch or flags.in_migrate or self.flags.in_patch:
            return
        for runner in _service_runners():
            runner(self, method)

    def hook(fn: Callable) -> Callable:  # noqa: N805
        """Decorator kept for controllers that mark a method as an event."""
        return fn

    def run_trigger(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self.run_method(method, *args, **kwargs)

    def _run_before_save_methods(self) -> None:
        if not (self.flags.ignore_validate and self._action == "save"):
            for event in _BEFORE[self._action]:
                self.run_method(event)
        self._set_title_field()

    def _set_title_field(self) -> None:
        df = self.meta.get_field(self.meta.get_title_field())
        if not df or not isinstance(df.default, str) or "{" not in df.default:
            return
        if self.is_new() and not self.get(df.fieldname) or self.get(df.fieldname) == df.default or df.hidden:
            values = _dict({k: "" if v is None else v for k, v in self.as_dict().items()})
            try:
                self.set(df.fieldname, df.default.format(**values))
            except (KeyError, IndexError, ValueError):
                return

    def _run_post_save_methods(self) -> None:
        for event in _AFTER[self._action]:
            self.run_method(event)
        if self._action == "cancel":
            self.check_no_back_links_exist()
        frappe.clear_document_cache(self.doctype, self.name)
        self.notify_update()
        self._save_version()
        self.run_method("on_change")
        if self.doctype in metadata_doctypes or self.meta.issingle:
            frappe.clear_cache()

    def _save_version(self) -> None:
        if (
            not self.meta.track_changes
            or self.flags.ignore_version
            or self.doctype == "Version"
            or frappe.flags.in_install
        ):
            return
        if self.is_new() or self.flags.in_insert or not self.get_doc_before_save():
            return
        from frappe.core.doctype.version.version import make_version

        make_version(self)

    save_version = _save_version

    def notify_update(self) -> None:
        """Real-time news of a change; nobody listens on standalone."""

    # ---- transitions --------------------------------------------------------------------------

    def submit(self) -> Document:
        """Store as submitted."""
        self.docstatus = DocStatus.submitted()
        return self.save()

    def cancel(self) -> Document:
        """Store as cancelled."""
        self.docstatus = DocStatus.cancelled()
        return self.save()

    def discard(self) -> None:
        raise frappe.NotInStandaloneError(_("Discarding drafts is not part of this runtime; delete the document."))

    def delete(self, ignore_permissions: bool = False, force: bool = False, *, delete_permanently: bool = False) -> Any:
        return frappe.delete_doc(
            self.doctype,
            self.name,
            ignore_permissions=ignore_permissions or bool(self.flags.ignore_permissions),
            flags=self.flags,
            force=force,
            delete_permanently=delete_permanently,
        )

    def rename(self, name: str, merge: bool = False, force: bool = False, validate_rename: bool = True) -> None:
        """Rename the document and read it again under the new name."""
        from frappe.model.rename_doc import rename_doc

        self.__dict__["name"] = rename_doc(doc=self, new=name, merge=merge, force=force)
        self.reload()

    def queue_action(self, action: str, **kwargs: Any) -> Any:
        return frappe.enqueue_doc(
            self.doctype, self.name, "_" + action if hasattr(self, "_" + action) else action, **kwargs
        )

    # ---- direct writes ------------------------------------------------------------------------

    def db_set(
        self,
        fieldname: Any,
        value: Any = None,
        update_modified: bool = True,
        notify: bool = False,
        commit: bool = False,
    ) -> None:
        """Write columns directly: before_change and on_change run, validation does not."""
        values = fieldname if isinstance(fieldname, dict) else {fieldname: value}
        self.__dict__.update(values)
        if update_modified and (self.doctype, self.name) not in (frappe.flags.currently_saving or []):
            self.__dict__["modified"] = now()
            self.__dict__["modified_by"] = frappe.session.user
        self.load_doc_before_save()
        self.run_method("before_change")
        if self.meta.issingle:
            for key, val in values.items():
                frappe.db.set_single_value(self.doctype, key, val, update_modified=update_modified)
        elif self.name:
            frappe.db.set_value(
                self.doctype,
                self.name,
                values,
                modified=self.modified,
                modified_by=self.modified_by,
                update_modified=update_modified,
            )
        self.run_method("on_change")
        if self.doctype in metadata_doctypes:
            frappe.clear_cache()
        if notify:
            self.notify_update()
        if commit:
            frappe.db.commit()

    def db_get(self, fieldname: str) -> Any:
        return frappe.db.get_value(self.doctype, self.name, fieldname)

    # ---- odds and ends ------------------------------------------------------------------------

    def get_title(self) -> str:
        return self.get(self.meta.get_title_field()) or self.name

    def get_url(self) -> str:
        return frappe.utils.get_url_to_form(self.doctype, self.name)

    def set_onload(self, key: str, value: Any) -> None:
        self.__dict__.setdefault("__onload", _dict())[key] = value

    def get_onload(self, key: str | None = None) -> Any:
        onload = self.__dict__.get("__onload") or _dict()
        return onload.get(key) if key else onload

    def add_comment(
        self,
        comment_type: str = "Comment",
        text: str | None = None,
        comment_email: str | None = None,
        comment_by: str | None = None,
    ) -> Any:
        """Append a Comment to the document's timeline."""
        return frappe.get_doc(
            doctype="Comment",
            comment_type=comment_type,
            comment_email=comment_email or frappe.session.user,
            comment_by=comment_by,
            reference_doctype=self.doctype,
            reference_name=self.name,
            content=text or comment_type,
        ).insert(ignore_permissions=True)

    def add_tag(self, tag: str) -> None:
        from frappe.desk.doctype.tag.tag import DocTags

        DocTags(self.doctype).add(self.name, tag)

    def remove_tag(self, tag: str) -> None:
        from frappe.desk.doctype.tag.tag import DocTags

        DocTags(self.doctype).remove(self.name, tag)

    def get_tags(self) -> list[str]:
        from frappe.desk.doctype.tag.tag import DocTags

        return [t for t in (DocTags(self.doctype).get_tags(self.name) or "").split(",") if t]

    def add_seen(self, user: str | None = None) -> None:
        """Note that the user has opened this version."""
        user = user or frappe.session.user
        if not self.meta.track_seen:
            return
        seen = frappe.parse_json(self.get("_seen") or "[]")
        if user not in seen:
            seen.append(user)
            frappe.db.set_value(self.doctype, self.name, "_seen", json.dumps(seen), update_modified=False)

    def add_viewed(self, *args: Any, **kwargs: Any) -> None:
        """View logs are not kept on standalone."""

    def is_whitelisted(self, method_name: str) -> None:
        """Raise PermissionError unless the method may be called over HTTP."""
        method = getattr(type(self), method_name, None)
        if method is None:
            raise frappe.DoesNotExistError(_("Method {0} of {1} not found").format(method_name, _(self.doctype)))
        frappe.is_whitelisted(method)

    def round_floats_in(self, doc: Any, fieldnames: Any = None) -> None:
        for df in doc.meta.get("fields", {"fieldtype": ["in", ["Currency", "Float"]]}):
            if not fieldnames or df.fieldname in fieldnames:
                doc.set(df.fieldname, frappe.utils.flt(doc.get(df.fieldname), doc.precision(df.fieldname)))

    def lock(self, timeout: int | None = None) -> None:
        """Mark the document as being worked on; raises DocumentLockedError when it is already."""
        key = f"document_lock:{self.doctype}:{self.name}"
        if frappe.cache.get_value(key):
            raise frappe.DocumentLockedError
        frappe.cache.set_value(key, 1, expires_in_sec=timeout or 3 * 60 * 60)

    def unlock(self) -> None:
        frappe.cache.delete_value(f"document_lock:{self.doctype}:{self.name}")

    def check_if_locked(self) -> None:
        if not self.flags.ignore_locked and frappe.cache.get_value(f"document_lock:{self.doctype}:{self.name}"):
            frappe.throw(
                _("This document is currently locked and queued for execution. Please try again after some time."),
                frappe.DocumentLockedError,
                title=_("Document Queued"),
            )

    @property
    def is_locked(self) -> bool:
        return bool(frappe.cache.get_value(f"document_lock:{self.doctype}:{self.name}"))

    def get_signature(self) -> str:
        import hashlib

        return hashlib.sha224(f"{self.doctype}{self.name}{self.creation}".encode()).hexdigest()

    def validate_value(
        self, fieldname: str, condition: str, val2: Any, doc: Any = None, raise_exception: Any = None
    ) -> None:
        doc = doc or self
        if not frappe.utils.compare(doc.get_value(fieldname), condition, val2):
            label = doc.meta.get_label(fieldname)
            frappe.throw(
                _("Incorrect value: {0} must be {1} {2}").format(_(label), condition, val2),
                raise_exception or frappe.ValidationError,
            )

    def validate_from_to_dates(self, from_date_field: str, to_date_field: str) -> None:
        start, end = self.get(from_date_field), self.get(to_date_field)
        if start and end and get_datetime(end) < get_datetime(start):
            frappe.throw(
                _("{0} must be after {1}").format(
                    frappe.bold(_(self.meta.get_label(to_date_field))),
                    frappe.bold(_(self.meta.get_label(from_date_field))),
                ),
                frappe.InvalidDates,
            )


_DOCSTATUS = {0: "Draft", 1: "Submitted", 2: "Cancelled"}
_BEFORE = {
    "save": ("before_validate", "validate", "before_save"),
    "submit": ("before_validate", "validate", "before_submit"),
    "cancel": ("before_cancel",),
    "update_after_submit": ("before_update_after_submit",),
}
_AFTER = {
    "save": ("on_update",),
    "submit": ("on_update", "on_submit"),
    "cancel": ("on_cancel",),
    "update_after_submit": ("on_update_after_submit",),
}


def get_doc_event_handlers(doctype: str, event: str) -> list[Callable]:
    """Functions that hooks of the installed apps attach to an event: the DocType's own, then those of "*"."""
    return derived(("doc_events", doctype, event), lambda: _find_handlers(doctype, event))


def _find_handlers(doctype: str, event: str) -> list[Callable]:
    events = frappe.get_hooks("doc_events", {})
    return [_handler(path) for key in (doctype, "*") for path in events.get(key, {}).get(event, ())]


def _handler(path: str) -> Callable:
    import inspect

    fn = frappe.get_attr(path)
    wants = len(
        [
            p
            for p in inspect.signature(fn).parameters.values()
            if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.VAR_POSITIONAL)
        ]
    )
    return fn if wants != 1 else lambda doc, method, *a, **kw: fn(doc)


@functools.cache
@functools.cache
def _service_runners() -> list[Callable]:
    from frappe.email.doctype.notification.notification import evaluate_alerts
    from frappe.integrations.doctype.webhook import run_webhooks

    return [evaluate_alerts, run_webhooks]


def _moment(value: Any) -> Any:
    return get_datetime(value) if value else None


def _refuse_changes(doc: Any, stored: Any) -> None:
    for df in doc.meta.stored_fields:
        if df.allow_on_submit or df.fieldtype in ("Read Only",):
            continue
        if to_db(df, doc.get(df.fieldname)) != to_db(df, stored.get(df.fieldname)):
            frappe.throw(
                _("Not allowed to change {0} after submission from {1} to {2}").format(
                    frappe.bold(_(df.label)),
                    frappe.bold(cstr(stored.get(df.fieldname))),
                    frappe.bold(cstr(doc.get(df.fieldname))),
                ),
                frappe.UpdateAfterSubmitError,
                title=_("Cannot Update After Submit"),
            )


def bulk_insert(doctype: str, documents: Any, ignore_duplicates: bool = False, chunk_size: int = 10_000) -> None:
    """Insert ready documents (named, validated by the caller) without events."""
    columns = frappe.get_meta(doctype).get_valid_columns()
    rows = []
    for doc in documents:
        values = doc.get_db_values()
        rows.append(tuple(values[c] for c in columns))
    frappe.db.bulk_insert(doctype, columns, rows, ignore_duplicates=ignore_duplicates)


__all__ = ["Document", "get_doc", "bulk_insert", "optional_fields", "std_to_db"]
