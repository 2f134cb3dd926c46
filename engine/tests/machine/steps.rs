//! What happens after the booking is as durable as the booking.

use nobat_domain::ids::OfficeId;
use nobat_domain::request::{Denied, OfficeAct, RequestCommand, RequestRefusal, Step};
use nobat_engine::Answered;

use crate::support::{Citizen, config, country, crashed, is, must_be_sound, with_engine};

#[test]
fn every_step_and_wish_after_the_booking_is_there_after_a_crash() {
    let dir = tempfile::tempdir().expect("a folder");
    let place = OfficeId(7);
    let left = crashed(dir.path(), async |engine| {
        let choice = country(&engine, 4).await[0];
        let office = choice.shift.office();
        let citizen = Citizen::new(&engine, 1);
        citizen.book(choice).await.expect("there is room");
        for command in [
            RequestCommand::Excuse,
            RequestCommand::Advance { step: Step::Begun { office } },
            RequestCommand::Advance { step: Step::Finished },
            RequestCommand::ChangeDelivery { office: place },
            RequestCommand::Advance { step: Step::InProduction },
        ] {
            is(citizen.ask(command).await.expect("there is room"));
        }
    });
    must_be_sound(left.path());
    with_engine(&config(left.path()), async |engine| {
        let citizen = Citizen::new(&engine, 1);
        let state = citizen.view().await.expect("there is room");
        assert_eq!(state.step(), Some(Step::InProduction));
        assert_eq!((state.excused, state.collected_at()), (true, Some(place)));
        let late = RequestCommand::ChangeDelivery { office: OfficeId(8) };
        match citizen.ask(late).await.expect("there is room") {
            Answered::Refused(RequestRefusal::Denied(why), _) => {
                assert_eq!(why, Denied::InProduction { place });
            }
            other => panic!("production has begun: {other:?}"),
        }
        is(citizen.ask(RequestCommand::Advance { step: Step::Delivered }).await.expect("room"));
    });
    must_be_sound(left.path());
}

#[test]
fn a_slip_that_an_office_has_undone_stays_undone_after_a_crash() {
    let dir = tempfile::tempdir().expect("a folder");
    let left = crashed(dir.path(), async |engine| {
        let choice = country(&engine, 4).await[0];
        let office = choice.shift.office();
        let citizen = Citizen::new(&engine, 1);
        citizen.book(choice).await.expect("there is room");
        let begun = RequestCommand::Advance { step: Step::Begun { office } };
        is(citizen.ask(begun).await.expect("there is room"));
        let state = citizen.view().await.expect("there is room");
        let reached = state.reached.expect("it has begun").at;
        let undone = RequestCommand::AtOffice { office, act: OfficeAct::Undo { reached } };
        is(citizen.ask(undone).await.expect("there is room"));
    });
    must_be_sound(left.path());
    with_engine(&config(left.path()), async |engine| {
        let citizen = Citizen::new(&engine, 1);
        let state = citizen.view().await.expect("there is room");
        assert!(state.step().is_none() && state.booking.is_some(), "the booking stands alone");
        is(citizen.ask(RequestCommand::GiveBack).await.expect("there is room"));
    });
    must_be_sound(left.path());
}
