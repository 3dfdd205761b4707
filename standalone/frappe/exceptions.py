"""Every error class an app may catch, under Frappe's names; `http_status_code` is what REST answers."""

from __future__ import annotations


class ValidationError(Exception):
    """Base of every error that a user can put right."""

    http_status_code = 417


class FrappeTypeError(TypeError):
    """An argument of a whitelisted function does not fit its type hint."""

    http_status_code = 417


class NotInStandaloneError(ValidationError):
    """Asked for a part of Frappe that this runtime leaves out on purpose."""


# --- who is asking -------------------------------------------------------------------------------


class AuthenticationError(Exception):
    """Wrong user name, password, token or second factor."""

    http_status_code = 401


class SessionExpired(Exception):
    """The session cookie is no longer valid."""

    http_status_code = 401


class InvalidKeyError(ValidationError):
    """A document share key is unknown."""

    http_status_code = 401


class PermissionError(Exception):
    """The session user lacks a right."""

    http_status_code = 403


class CSRFTokenError(Exception):
    """A session that holds a CSRF token sent a write without it."""

    http_status_code = 400


class InvalidAuthorizationHeader(CSRFTokenError):
    """The Authorization header is malformed."""


class InvalidAuthorizationPrefix(CSRFTokenError):
    """The Authorization header names an unknown scheme."""


class InvalidAuthorizationToken(CSRFTokenError):
    """The token of the Authorization header is malformed."""


class SecurityException(ValidationError):
    """Refused for safety: an account locked after failed log-ins, for one."""


class InvalidSignatureError(ValidationError):
    """A signed link was altered."""


class LinkExpired(ValidationError):
    """A signed link was used too late."""

    http_status_code = 410
    title = "Link Expired"
    message = "The link has expired"


class TooManyRequestsError(Exception):
    """The caller went over a rate limit."""

    http_status_code = 429


class RateLimitExceededError(ValidationError):
    """A limit per address or user was passed."""

    http_status_code = 429


class SessionStopped(Exception):
    """The site is in maintenance mode."""

    http_status_code = 503


class InReadOnlyMode(ValidationError):
    """The site takes no writes at the moment."""

    http_status_code = 503


class Redirect(Exception):
    """Ends a request with a redirect to `frappe.local.flags.redirect_location`."""

    http_status_code = 301

    def __init__(self, http_status_code: int = 301) -> None:
        self.http_status_code = http_status_code
        super().__init__(http_status_code)


# --- what is asked for ---------------------------------------------------------------------------


class DoesNotExistError(ValidationError):
    """There is no such record."""

    http_status_code = 404


class PageDoesNotExistError(ValidationError):
    """There is no such page."""

    http_status_code = 404


class TemplateNotFoundError(ValidationError):
    """There is no such template file."""


class NameError(Exception):
    """A record name is not allowed or taken."""

    http_status_code = 409


class DuplicateEntryError(NameError):
    """A record of this name exists."""


class UnsupportedMediaType(Exception):
    """The request's content type cannot be read."""

    http_status_code = 415


class DataError(ValidationError):
    """A query names a field, function or operator that is not permitted."""


class InvalidColumnName(ValidationError):
    """A column name is not a plain identifier."""


class UrlSchemeNotSupported(ValidationError):
    """A URL begins with a scheme that is not allowed."""


# --- documents -----------------------------------------------------------------------------------


class MandatoryError(ValidationError):
    """Mandatory fields are empty."""


class NonNegativeError(ValidationError):
    """A number below zero in a field that takes none."""


class CannotChangeConstantError(ValidationError):
    """A set-once field was changed."""


class CharacterLengthExceededError(ValidationError):
    """A value is longer than its column."""


class DataTooLongException(ValidationError):
    """The database refused a value as too long."""


class UpdateAfterSubmitError(ValidationError):
    """A field was changed after submit that may not be."""


class LinkValidationError(ValidationError):
    """A Link names a record that does not exist."""


class CancelledLinkError(LinkValidationError):
    """A Link names a cancelled record."""


class CircularLinkingError(ValidationError):
    """A record links to itself through others."""


class LinkExistsError(ValidationError):
    """Other records still link to this one."""


class DocstatusTransitionError(ValidationError):
    """A change of docstatus that is not allowed."""


class InvalidStatusError(ValidationError):
    """A status that is not allowed here."""


class TimestampMismatchError(ValidationError):
    """The record was changed by somebody else since it was read."""


class UniqueValidationError(ValidationError):
    """Another record has the same value in a unique field."""


class EmptyTableError(ValidationError):
    """A table needs at least one row."""


class InvalidEmailAddressError(ValidationError):
    """Not an e-mail address."""


class InvalidPhoneNumberError(ValidationError):
    """Not a telephone number."""


class InvalidNameError(ValidationError):
    """Not a personal name."""


class InvalidDates(ValidationError):
    """Dates that contradict one another."""


class DocumentLockedError(ValidationError):
    """A background job holds the record."""


class DocumentAlreadyRestored(ValidationError):
    """A deleted record was restored before."""


class AttachmentLimitReached(ValidationError):
    """The record takes no more attachments."""


class FileAlreadyAttachedException(ValidationError):
    """The same file hangs on the record already."""


class MaxFileSizeReachedError(ValidationError):
    """An upload is larger than the site allows."""


class MappingMismatchError(ValidationError):
    """A document cannot be mapped to another doctype."""


class UnknownDomainError(ValidationError):
    """A mail domain that is not set up."""


# --- services ------------------------------------------------------------------------------------


class OutgoingEmailError(Exception):
    """Mail cannot be sent: no outgoing account, for one."""

    http_status_code = 501


class QueryTimeoutError(Exception):
    """The database was too busy for too long."""

    http_status_code = 508


class QueryDeadlockError(Exception):
    """Two transactions waited for one another."""

    http_status_code = 508


class DatabaseModificationError(Exception):
    """A statement that only reads was expected."""


class ImplicitCommitError(Exception):
    """A schema change while writes are pending."""


class RetryBackgroundJobError(Exception):
    """Raised by a job that wants to be run again."""


class InvalidRemoteException(Exception):
    """A remote server answered nonsense."""


# --- site and apps -------------------------------------------------------------------------------


class SiteNotSpecifiedError(Exception):
    """No site was named."""

    def __init__(self, *args: object) -> None:
        super().__init__(*(args or ("Please specify --site sitename",)))


class IncorrectSitePath(Exception):
    """The site folder does not exist."""

    http_status_code = 404


class AppNotInstalledError(ValidationError):
    """The app is not installed on this site."""


class IncompatibleApp(ValidationError):
    """The app needs another version of the framework."""


class ExecutableNotFound(FileNotFoundError):
    """A program is missing on this machine."""


class InvalidDatabaseFile(ValidationError):
    """The file is no database this runtime can open."""
