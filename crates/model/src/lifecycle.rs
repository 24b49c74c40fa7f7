//! Which status may follow which. A status may always follow itself: that is how an office confirms it.
//!
//! Real lives shaped the tables: advisers came back to the Maldives and to Paraguay (`closed` is not final), the
//! offices in Venezuela and Sudan were suspended and drawn down, posts come back from `frozen`.

use super::codes::{Code, PostStatus, PresenceStatus, RequestStatus};

/// A status that has a lifecycle.
pub trait Lifecycle: Code {
    /// The statuses that may follow this one, besides itself.
    fn next(self) -> &'static [Self];

    /// Whether it may be reported for a date in the future: what is only planned lies ahead.
    fn may_lie_ahead(self) -> bool;

    /// Whether `next` may follow this status.
    fn allows(self, next: Self) -> bool {
        self == next || self.next().contains(&next)
    }

    /// Every status that an office may report at all.
    fn reportable() -> Vec<String>;
}

impl PresenceStatus {
    /// Whether a presence with this status exists: `planned` and `agreed` are to come, `closed` is over.
    #[must_use]
    pub fn exists(self) -> bool {
        matches!(self, Self::Active | Self::DrawingDown | Self::Suspended)
    }
}

impl PostStatus {
    /// Whether a post with this status exists, as long as its presence is not closed.
    #[must_use]
    pub fn exists(self) -> bool {
        !matches!(self, Self::Proposed | Self::Abolished)
    }
}

impl Lifecycle for RequestStatus {
    fn next(self) -> &'static [Self] {
        use RequestStatus::*;
        match self {
            Received => &[UnderReview, AgreedUnfunded, Funded, Declined, Withdrawn],
            UnderReview => &[AgreedUnfunded, Funded, Declined, Withdrawn],
            AgreedUnfunded => &[Funded, Declined, Withdrawn],
            Funded => &[AgreedUnfunded, Deployed, Withdrawn],
            Deployed => &[],
            Declined | Withdrawn => &[UnderReview],
        }
    }

    fn may_lie_ahead(self) -> bool {
        false
    }

    fn reportable() -> Vec<String> {
        Self::codes()
    }
}

impl Lifecycle for PresenceStatus {
    fn next(self) -> &'static [Self] {
        use PresenceStatus::*;
        match self {
            Planned => &[Agreed, Active, Closed],
            Agreed => &[Active, Closed],
            Active => &[DrawingDown, Suspended, Closed],
            DrawingDown => &[Active, Suspended, Closed],
            Suspended => &[Active, DrawingDown, Closed],
            Closed => &[Planned, Agreed, Active],
        }
    }

    fn may_lie_ahead(self) -> bool {
        matches!(self, Self::Planned | Self::Agreed)
    }

    fn reportable() -> Vec<String> {
        Self::codes()
    }
}

impl Lifecycle for PostStatus {
    fn next(self) -> &'static [Self] {
        use PostStatus::*;
        match self {
            NotReported => &[Proposed, Vacant, UnderRecruitment, Encumbered, TemporarilyFilled, Frozen, Abolished],
            Proposed => &[Vacant, UnderRecruitment, Frozen, Abolished],
            Vacant => &[UnderRecruitment, Encumbered, TemporarilyFilled, Frozen, Abolished],
            UnderRecruitment => &[Vacant, Encumbered, TemporarilyFilled, Frozen, Abolished],
            Encumbered => &[Vacant, UnderRecruitment, TemporarilyFilled, Frozen, Abolished],
            TemporarilyFilled => &[Vacant, UnderRecruitment, Encumbered, Frozen, Abolished],
            Frozen => &[Vacant, UnderRecruitment, Encumbered, TemporarilyFilled, Abolished],
            Abolished => &[Proposed, Vacant],
        }
    }

    fn may_lie_ahead(self) -> bool {
        self == Self::Proposed
    }

    fn reportable() -> Vec<String> {
        Self::codes().into_iter().filter(|code| code != Self::NotReported.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reachable<S: Lifecycle>(from: S) -> Vec<S> {
        let mut seen = vec![from];
        let mut at = 0;
        while at < seen.len() {
            for &next in seen[at].next() {
                if !seen.contains(&next) {
                    seen.push(next);
                }
            }
            at += 1;
        }
        seen
    }

    #[test]
    fn closed_is_not_final_and_everything_can_close() {
        for &status in PresenceStatus::ALL {
            assert!(reachable(status).contains(&PresenceStatus::Closed));
            assert!(reachable(PresenceStatus::Closed).contains(&status));
            assert!(status.allows(status));
        }
    }

    #[test]
    fn not_reported_is_left_once_and_never_entered() {
        for &status in PostStatus::ALL {
            let enters = status.next().contains(&PostStatus::NotReported);
            assert!(!enters, "{status} must not lead back to not_reported");
        }
        assert!(!PostStatus::reportable().contains(&"not_reported".to_owned()));
    }

    #[test]
    fn an_abolished_post_is_established_anew_before_it_is_filled() {
        assert!(!PostStatus::Abolished.allows(PostStatus::Encumbered));
        assert!(PostStatus::Abolished.allows(PostStatus::Proposed));
        assert!(!PresenceStatus::Active.allows(PresenceStatus::Planned));
    }
}
