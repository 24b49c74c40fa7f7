//! The caller of an operation that needs a scope, as a parameter of its handler: a handler that forgets to ask does not have
//! the caller that it needs.

use std::{
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use presence_core::{Actor, view::Audience};
use presence_model::Scope as Granted;

use super::{
    caller,
    operation::{Describe, Documentation},
    problem::{self, Problem},
    state::AppState,
};

/// A scope that an operation requires.
pub trait RequiredScope {
    /// The scope.
    const SCOPE: Granted;
}

/// One type for each scope.
pub mod scope {
    use super::{Granted, RequiredScope};

    macro_rules! required {
        ($($name:ident)+) => {$(
            /// The operation requires the scope of this name.
            pub struct $name;
            impl RequiredScope for $name {
                const SCOPE: Granted = Granted::$name;
            }
        )+};
    }
    required!(PresencesRead StatusWrite RecordsWrite ImportsWrite ClientsAdmin WebhooksWrite AuditRead SubmissionsModerate);
}

/// A caller whose token has the scope `S`. Without a valid token the request is answered with 401, without the scope with
/// 403, before anything else of it is read.
pub struct Authorized<S> {
    /// Who acts, as the ledger names it.
    pub actor: Actor,
    /// The rendering that the caller gets.
    pub audience: Audience,
    /// All that the caller's token allows.
    pub scopes: Vec<Granted>,
    required: PhantomData<S>,
}

impl<S: RequiredScope> FromRequest for Authorized<S> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(state) = request.app_data::<Data<AppState>>() else {
            return ready(Err(Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice)));
        };
        ready(caller::holder(request, state, S::SCOPE).map(|caller| Self {
            actor: caller::actor(request, &caller),
            audience: caller::audience(Some(&caller)),
            scopes: caller.scopes.clone(),
            required: PhantomData,
        }))
    }
}

impl<S: RequiredScope> Describe for Authorized<S> {
    fn describe(operation: &mut Documentation) {
        operation.scope(S::SCOPE.as_str());
        operation.problems(&["unauthorized", "forbidden", "unavailable", "internal-error"]);
    }
}
