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


class OwnFieldError(RelCRMError):
    """An event says what the own fields of its type do not offer."""


class PartyAccessError(RelCRMError):
    """A document names a party that the user may not see."""


class LetterError(RelCRMError):
    """A letter lacks what it needs."""


class SearchTooShortError(RelCRMError):
    """A search has fewer signs than it needs."""


class DuplicateQueryError(RelCRMError):
    """Possible duplicates are asked for of what has none."""


class ListQueryError(RelCRMError):
    """A list is asked for something that it has not."""


class SavedViewError(RelCRMError):
    """A saved view does not fit its list, its readers or its owner."""


class BulkChangeError(RelCRMError):
    """Many records cannot be changed at once in this way."""


class MissingReasonError(RelCRMError):
    """A switch that the law ties to a reason was set without one."""


class ReportChoiceError(RelCRMError):
    """A report was asked for something that it does not have."""


class StaffFiguresError(RelCRMError):
    """Figures of one colleague were asked for by somebody who may not see them by name."""


class NotRestorableError(RelCRMError):
    """A deleted record cannot be brought back by the one who asks."""


class TimelineError(RelCRMError):
    """A time line is asked for in a way that cannot be read."""


class StaleCardError(RelCRMError):
    """A card was moved that somebody else has changed since it was shown."""


class StateLockError(RelCRMError):
    """A record stands in a state of its process in which the user may not change it."""


class CardMoveError(RelCRMError):
    """A card may not go to that column."""


class ArrangementError(RelCRMError):
    """A person's page cannot be kept as it was sent."""


class CustomisationError(RelCRMError):
    """A change that an administrator asks for cannot be made, or not be taken back."""


class ChoiceError(RelCRMError):
    """A value is not among the choices of its field."""


class MapAddressError(RelCRMError):
    """Map pictures cannot come from that address."""
