//! The machine-readable reasons of every error, one for one with `ErrorReason` in `error_reason.proto`.

use super::named::named_enum;

named_enum! {
    /// Why a request, a render or a delivery failed. Stable: clients branch on it.
    Reason {
        /// A field is malformed, out of its range, too long or contradicts another one.
        InvalidField = "INVALID_FIELD",
        /// A required field is missing or empty.
        FieldRequired = "FIELD_REQUIRED",
        /// A page token is altered, or belongs to another method, workspace or filter.
        InvalidPageToken = "INVALID_PAGE_TOKEN",
        /// A resume token is altered, or belongs to another stream.
        InvalidResumeToken = "INVALID_RESUME_TOKEN",
        /// What a resume token pointed at is past its retention: start anew, with `include_existing`.
        ResumeTokenExpired = "RESUME_TOKEN_EXPIRED",
        /// No template of that name or version.
        UnknownTemplate = "UNKNOWN_TEMPLATE",
        /// No font family of that name.
        UnknownFont = "UNKNOWN_FONT",
        /// The template has no variable of that name.
        UnknownVariable = "UNKNOWN_VARIABLE",
        /// The template is not one: what is wrong, and where, stands in the message.
        InvalidTemplate = "INVALID_TEMPLATE",
        /// The egress guard does not let this URL out; `metadata.rule` names the rule.
        UrlRefused = "URL_REFUSED",
        /// No credentials, or not of the form `Bearer plk_…`.
        CredentialsMissing = "CREDENTIALS_MISSING",
        /// The API key is unknown, revoked or expired.
        CredentialsInvalid = "CREDENTIALS_INVALID",
        /// The API key lacks the scope in `metadata.scope`.
        ScopeMissing = "SCOPE_MISSING",
        /// No such resource in this workspace.
        ResourceNotFound = "RESOURCE_NOT_FOUND",
        /// The `request_id` was used before, for another request.
        RequestIdReused = "REQUEST_ID_REUSED",
        /// A remote image could not be fetched: it answered an error, nothing, or too slowly.
        ImageUnavailable = "IMAGE_UNAVAILABLE",
        /// A remote image is over the limit of bytes or of pixels.
        ImageTooLarge = "IMAGE_TOO_LARGE",
        /// What a remote image's URL answered is not an image that can be decoded.
        ImageInvalid = "IMAGE_INVALID",
        /// No font has a character of a text that can't do without.
        MissingGlyph = "MISSING_GLYPH",
        /// The request rate of this API key is over its limit.
        RateLimited = "RATE_LIMITED",
        /// The server has as much work as it takes at a time.
        Overloaded = "OVERLOADED",
        /// A slow reader of a stream was cut off; it resumes with its last token.
        ReaderTooSlow = "READER_TOO_SLOW",
        /// The deadline passed before the work was done.
        DeadlineExceeded = "DEADLINE_EXCEEDED",
        /// The server is shutting down.
        ShuttingDown = "SHUTTING_DOWN",
        /// A part the server leans on (database, blob store) does not answer.
        BackendUnavailable = "BACKEND_UNAVAILABLE",
        /// The message is larger than the server takes, or the answer than it gives.
        MessageTooLarge = "MESSAGE_TOO_LARGE",
        /// The message's bytes are not a message of this method.
        MalformedMessage = "MALFORMED_MESSAGE",
        /// No such service or method.
        MethodNotFound = "METHOD_NOT_FOUND",
        /// A fault of the server's own; the log has it under the request id.
        Internal = "INTERNAL",
        /// The workspace has as many of these as it may; `metadata.quota` names the limit.
        QuotaReached = "QUOTA_REACHED",
        /// A row of a batch is none: not UTF-8, not JSON, or of another number of fields than the header.
        InvalidRow = "INVALID_ROW",
        /// The render has not ended yet.
        RenderNotEnded = "RENDER_NOT_ENDED",
        /// The render was taken back before its turn came.
        RenderCancelled = "RENDER_CANCELLED",
        /// The batch has not ended yet.
        BatchNotEnded = "BATCH_NOT_ENDED",
        /// The picture does not fit into `output.max_bytes`; the message says how small it gets.
        OutputTooLarge = "OUTPUT_TOO_LARGE",
        /// The workspace has no credits left.
        CreditsExhausted = "CREDITS_EXHAUSTED",
        /// The workspace has no storage of its own.
        StorageNotSet = "STORAGE_NOT_SET",
        /// What the body is, or how it is encoded, is nothing that the method takes.
        UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
        /// Nobody vouches for the URL of a picture on demand.
        SignatureInvalid = "SIGNATURE_INVALID",
        /// The time of the URL of a picture on demand is over.
        UrlExpired = "URL_EXPIRED",
        /// Over HTTP, a method is called with POST.
        HttpMethodNotAllowed = "HTTP_METHOD_NOT_ALLOWED",
        /// A binding's source gave no answer: it answered an error or a redirect, nothing, or too slowly.
        BindingSourceUnavailable = "BINDING_SOURCE_UNAVAILABLE",
        /// What a binding's source answered is no JSON, nested too deep, or too large.
        BindingSourceInvalid = "BINDING_SOURCE_INVALID",
        /// A binding's mapping made no values for its template of the source's document.
        MappingFailed = "MAPPING_FAILED",
    }
}
