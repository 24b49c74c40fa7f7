//! What the registry is about: pure types and the lifecycles, with no I/O.
//!
//! Names are the field's own (OHCHR, UNSDG): presences, adviser posts, offices, countries, status updates.

mod client;
mod codes;
mod country;
mod identifiers;
mod key;
mod language;
mod lifecycle;
mod office;
mod partial_date;
mod post;
mod presence;
mod programme;
mod submission;
mod time;
mod update;
mod webhook;

pub use client::{Client, ClientKey, Scope, Secret};
pub use codes::{
    ClosureReason, Code, Confidence, ContributionStage, DecisionKind, DonorType, EarmarkScope, Grade, ModerationStatus,
    NoteVisibility, OfficeKind, OperatingMode, PostStatus, PostsOnClosing, PresenceStatus, PresenceType, Region,
    ReportingLine, RequestStatus, RequesterType, StationGroup, SubmitterType,
};
pub use country::{Country, footnote};
pub use identifiers::{Alpha3, OfficeCode, RecordCode};
pub use key::{Key, KeyAlgorithm, KeyPurpose, PublicKey, Revocation};
pub use language::{Language, LanguageTag, Names};
pub use lifecycle::Lifecycle;
pub use office::Office;
pub use partial_date::PartialDate;
pub use post::Post;
pub use presence::{Basis, Edit, Place, Point, Presence, Provenance};
pub use programme::{Contribution, Donor, Earmark, PostRequest, Rate, ReportText, StandardCost};
pub use submission::{Answer, Attachment, Call, Moderation, Question, Submission};
pub use time::{
    DATE_FORM, Timestamp, YEARS, earliest_current_date, latest_effective_date, parse_date, parse_near_date,
};
pub use update::{FormalDecision, Status, StatusUpdate, Subject};
pub use webhook::{Webhook, WebhookFilters, WebhookSecret};
