//! The closed vocabularies. Each is an enum whose members know the code that the API, the files and the tables use.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

/// A closed vocabulary: every member and the code it is written with.
pub trait Code: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// Every member, in the order in which documents list them.
    const ALL: &'static [Self];

    /// The code as the API, the files and the tables write it.
    fn as_str(self) -> &'static str;

    /// The member with this code, if there is one. Codes are matched exactly.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|member| member.as_str() == code)
    }

    /// Every code, for messages that say what is allowed.
    fn codes() -> Vec<String> {
        Self::ALL.iter().map(|member| member.as_str().to_owned()).collect()
    }
}

/// The schema of a vocabulary: a text, one of its codes.
pub(super) fn schema_of<C: Code>(about: &str) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(C::codes())).description(Some(about.trim())).into()
}

macro_rules! codes {
    ($($(#[doc = $about:literal])+ $name:ident { $($(#[$doc:meta])* $member:ident = $code:literal,)+ })+) => {$(
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $code)] $member,)+ }

        impl Code for $name {
            const ALL: &'static [Self] = &[$(Self::$member,)+];
            fn as_str(self) -> &'static str {
                match self { $(Self::$member => $code,)+ }
            }
        }

        // utoipa's derive does not see the names that serde is given inside a macro.
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                schema_of::<Self>(concat!($($about),+))
            }
        }

        impl ToSchema for $name {}

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

codes! {
    /// The kind of a field presence.
    PresenceType {
        CountryOffice = "country_office",
        RegionalOffice = "regional_office",
        MissionComponent = "mission_component",
        HumanRightsAdviser = "human_rights_adviser",
        Other = "other",
    }

    /// The state of a presence. `closed` is not final: presences have been reopened.
    PresenceStatus {
        Planned = "planned",
        /// The host agreement is signed.
        Agreed = "agreed",
        Active = "active",
        DrawingDown = "drawing_down",
        Suspended = "suspended",
        Closed = "closed",
    }

    /// The state of an adviser post. `not_reported` is baseline only: no office has ever reported it.
    PostStatus {
        Proposed = "proposed",
        Vacant = "vacant",
        UnderRecruitment = "under_recruitment",
        Encumbered = "encumbered",
        TemporarilyFilled = "temporarily_filled",
        Frozen = "frozen",
        Abolished = "abolished",
        NotReported = "not_reported",
    }

    /// How a presence works, apart from its status.
    OperatingMode {
        InCountry = "in_country",
        Remote = "remote",
        Hybrid = "hybrid",
    }

    /// Why a presence closed (or is drawn down or suspended), or a post was frozen or abolished.
    ClosureReason {
        AgreementNotRenewed = "agreement_not_renewed",
        MandateEnded = "mandate_ended",
        Funding = "funding",
        /// Replaced by another presence, which the record names as its successor.
        Converted = "converted",
        Other = "other",
    }

    /// Who decided what takes effect on a later date.
    DecisionKind {
        Budget = "budget",
        SecurityCouncil = "security_council",
        HumanRightsCouncil = "human_rights_council",
        HostState = "host_state",
        AgreementEnds = "agreement_ends",
        Other = "other",
    }

    /// What becomes of the posts of a presence that closes.
    PostsOnClosing {
        Abolish = "abolish",
        Vacant = "vacant",
        Move = "move",
    }

    /// Region of OHCHR's field operations. Data of the record: membership has moved between years.
    Region {
        Africa = "africa",
        Americas = "americas",
        AsiaPacific = "asia_pacific",
        EuropeCentralAsia = "europe_central_asia",
        MiddleEastNorthAfrica = "middle_east_north_africa",
    }

    /// To whom a presence reports. Mission components and advisers have two lines.
    ReportingLine {
        HighCommissioner = "high_commissioner",
        HeadOfMission = "head_of_mission",
        ResidentCoordinator = "resident_coordinator",
    }

    /// How sure the registry is of a record. Only an office's or the desk's own report makes it `reported`.
    Confidence {
        Reported = "reported",
        Sourced = "sourced",
        Assumed = "assumed",
        Unverified = "unverified",
        Doubtful = "doubtful",
    }

    /// Grade of a post in the United Nations common system.
    Grade {
        P2 = "P-2", P3 = "P-3", P4 = "P-4", P5 = "P-5",
        D1 = "D-1", D2 = "D-2",
        NoA = "NO-A", NoB = "NO-B", NoC = "NO-C", NoD = "NO-D",
        Unv = "UNV",
        G1 = "G-1", G2 = "G-2", G3 = "G-3", G4 = "G-4", G5 = "G-5", G6 = "G-6", G7 = "G-7",
    }

    /// Who pays.
    DonorType {
        State = "state",
        Foundation = "foundation",
        /// A fund of several donors, like the Human Rights Mainstreaming Fund.
        PooledFund = "pooled_fund",
        RegularBudget = "regular_budget",
        /// A fund, programme or agency of the United Nations.
        UnEntity = "un_entity",
        /// An intergovernmental organisation that is not of the United Nations.
        Intergovernmental = "intergovernmental",
        Other = "other",
    }

    /// How sure the money of a contribution is.
    ContributionStage {
        Pledge = "pledge",
        Commitment = "commitment",
        Received = "received",
    }

    /// For what a contribution may be used.
    EarmarkScope {
        Programme = "programme",
        Region = "region",
        Country = "country",
        Posts = "posts",
    }

    /// Group of duty stations by hardship, as the International Civil Service Commission classifies them.
    StationGroup {
        H = "H", A = "A", B = "B", C = "C", D = "D", E = "E",
    }

    /// Who asks for a post.
    RequesterType {
        State = "state",
        UnCountryTeam = "un_country_team",
    }

    /// How far a request for a post is.
    RequestStatus {
        Received = "received",
        UnderReview = "under_review",
        AgreedUnfunded = "agreed_unfunded",
        Funded = "funded",
        Deployed = "deployed",
        Declined = "declined",
        Withdrawn = "withdrawn",
    }

    /// What kind of body makes a submission.
    SubmitterType {
        State = "state",
        UnCountryTeam = "un_country_team",
        NationalHumanRightsInstitution = "national_human_rights_institution",
        RegionalBody = "regional_body",
        CivilSociety = "civil_society",
        Academia = "academia",
    }

    /// What the desk has decided on a submission.
    ModerationStatus {
        /// Nothing yet: nobody but the desk and the submitter reads it.
        Pending = "pending",
        /// Everybody may read it.
        Published = "published",
        /// It is not published as it is.
        Rejected = "rejected",
    }

    /// Who may read the free-text note of a status update.
    NoteVisibility {
        /// Clients with a token only.
        Restricted = "restricted",
        Public = "public",
    }

    /// What kind of office a client belongs to.
    OfficeKind {
        ResidentCoordinatorOffice = "resident_coordinator_office",
        /// Headquarters: may write everywhere.
        Desk = "desk",
    }
}
