"""The named refusals of RelCRM; each is a ValidationError, so a client gets 417 and a sentence."""

from frappe.exceptions import ValidationError


class RelCRMError(ValidationError):
    """Base of all refusals of RelCRM."""


class CircularHierarchyError(RelCRMError):
    """A party or a person would stand above itself."""


class SecondTieError(RelCRMError):
    """The same tie between the same two parties twice at one time."""


class EventTimeError(RelCRMError):
    """The end of an event does not fit its start."""


class EventChainError(RelCRMError):
    """An event would follow itself, or one that the user may not see."""


class RecurrenceError(RelCRMError):
    """A rule by which an event repeats cannot be followed, or a series cannot be changed in this way."""


class TooManyTimesError(RecurrenceError):
    """A rule repeats more often, or over a longer time, than can be kept."""


class CalendarFileError(RelCRMError):
    """A calendar file cannot be read, or asks for more than can be done."""


class CalendarFeedError(RelCRMError):
    """An address under which an agenda can be subscribed is asked for something that it has not."""


class ReminderError(RelCRMError):
    """A reminder is asked for that cannot be kept."""


class OtherPartyError(RelCRMError):
    """A contact person belongs to another party than the document."""


class ProfileValueError(RelCRMError):
    """A profile value does not fit its attribute."""


class PromiseError(RelCRMError):
    """A promise says what none can, or is not there any more."""


class OwnFieldError(RelCRMError):
    """An event says what the own fields of its type do not offer."""


class OrderError(RelCRMError):
    """An order says what no order can."""


class ContractError(RelCRMError):
    """A contract has days that cannot be, or names a party twice."""


class LeavingError(RelCRMError):
    """Somebody cannot leave a company in this way."""


class SurveyError(RelCRMError):
    """A sheet of questions, or what was answered, does not fit."""


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


class SegmentError(RelCRMError):
    """A segment cannot be kept, changed or deleted as it was asked."""


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


class WorkingDayError(RelCRMError):
    """A working calendar cannot be followed, or too many days are to be counted."""


class AttachmentError(RelCRMError):
    """A file cannot be attached, or one that is attached cannot be read."""


class MailError(RelCRMError):
    """A mail cannot be read, filed or sent."""


class TemplateError(RelCRMError):
    """A document template cannot be used as it is."""


class ConsentError(RelCRMError):
    """A consent lacks its proof, or would rewrite what was decided."""


class ContactHeldError(RelCRMError):
    """Somebody would be written to or called for a purpose that is not open to us."""


class RegisterFileError(RelCRMError):
    """An answer of the opposition register cannot be read."""


class PersonalDataError(RelCRMError):
    """One person's data cannot be shown or erased in this way."""


class DuplicateSearchError(RelCRMError):
    """A search for duplicates is asked for where there is none."""


class DuplicatePairError(RelCRMError):
    """A possible duplicate cannot be decided in this way."""


class MergeError(RelCRMError):
    """Two records cannot become one, or one not two again."""


class CalendarError(RelCRMError):
    """A colleague's agenda is not open to the user, or cannot be shared as asked."""


class QualityError(RelCRMError):
    """The data of a record cannot be rated or mended in this way."""


class InformError(RelCRMError):
    """Somebody cannot be told of an event."""


class FollowError(RelCRMError):
    """A record cannot be followed in this way."""


class NextStepError(RelCRMError):
    """What a type of event proposes after an outcome cannot be proposed."""


class ContactFormError(RelCRMError):
    """A form for the web site, or an answer to one, cannot be used in this way."""
