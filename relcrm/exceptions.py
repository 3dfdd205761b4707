"""The named refusals of RelCRM; each is a ValidationError, so a client gets 417 and a sentence."""

from frappe.exceptions import ValidationError


class RelCRMError(ValidationError):
    """Base of all refusals of RelCRM."""


class CircularHierarchyError(RelCRMError):
    """A party or a person would stand above itself."""


class EventTimeError(RelCRMError):
    """The end of an event does not fit its start."""


class EventChainError(RelCRMError):
    """An event would follow itself, or one that the user may not see."""


class OtherPartyError(RelCRMError):
    """A contact person belongs to another party than the document."""


class ProfileValueError(RelCRMError):
    """A profile value does not fit its attribute."""


class PartyAccessError(RelCRMError):
    """A document names a party that the user may not see."""


class LetterError(RelCRMError):
    """A letter lacks what it needs."""


class SearchTooShortError(RelCRMError):
    """A search has fewer signs than it needs."""
