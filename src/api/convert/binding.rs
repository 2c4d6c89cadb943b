//! Bindings.

use std::{collections::BTreeMap, time::Duration};

use placard_client::v1;
use prost_types::Duration as ProtoDuration;

use super::{
    check::{Checks, enumeration},
    duration,
    endpoint::{self, MASK},
    render::reason,
    spec::{self, spec_proto},
    timestamp, value,
};
use crate::{
    domain::{
        binding::{Binding, BindingChange, BindingState, Mapping, SourceChange, data_digest},
        binding_schedule::{BindingSchedule, CronSchedule},
        excerpt::Excerpt,
        reason::Reason,
        violation::Violation,
    },
    engine::{Engine, binding::NewBinding},
};

const HEADERS: &str = "binding.source.headers";
const MAPPING: &str = "binding.mapping";
const MAX_MAPPED: usize = 200;
const MAX_VARIABLE: usize = 200;
const MAX_MAPPING: usize = 2000;

/// A binding as a client sees it.
pub fn binding(engine: &Engine, binding: Binding) -> v1::Binding {
    let image_url = engine.binding_url(&binding);
    let state = match binding.state() {
        BindingState::Active => v1::BindingState::Active,
        BindingState::Paused => v1::BindingState::Paused,
        BindingState::Failing => v1::BindingState::Failing,
    };
    let image = binding.image.as_ref();
    let data = image.map(|image| image.data.clone().into_iter().collect());
    v1::Binding {
        binding_id: binding.id.to_string(),
        name: binding.name,
        spec: Some(spec_proto(&binding.spec)),
        source: Some(v1::BindingSource {
            url: binding.source.url,
            headers: binding.source.headers.into_iter().map(|name| (name, MASK.to_owned())).collect(),
        }),
        mapping: binding.mapping,
        schedule: Some(schedule_proto(&binding.schedule)),
        state: state.into(),
        image_url,
        render_id: image.map(|image| image.render_id.to_string()).unwrap_or_default(),
        data: data.as_ref().map(value::struct_proto),
        data_digest: image.map(|image| hex::encode(data_digest(&image.data))).unwrap_or_default(),
        last_refresh_time: binding.refresh_time.map(timestamp),
        last_success_time: binding.success_time.map(timestamp),
        last_change_time: image.map(|image| timestamp(image.change_time)),
        next_refresh_time: binding.next_time.map(timestamp),
        retry_count: i32::try_from(binding.retry_count).unwrap_or(i32::MAX),
        error: binding
            .failure
            .map(|failure| v1::BindingError { reason: reason(failure.reason).into(), message: failure.message }),
        create_time: Some(timestamp(binding.create_time)),
        update_time: Some(timestamp(binding.update_time)),
    }
}

fn schedule_proto(schedule: &BindingSchedule) -> v1::BindingSchedule {
    let when = match schedule {
        BindingSchedule::Interval(interval) => v1::binding_schedule::When::Interval(duration(*interval)),
        BindingSchedule::Cron(cron) => v1::binding_schedule::When::Cron(v1::CronSchedule {
            expression: cron.expression().to_owned(),
            time_zone: cron.time_zone().to_owned(),
        }),
    };
    v1::BindingSchedule { when: Some(when) }
}

/// What a new binding is made of, or all that is wrong with it.
pub fn new(request: v1::CreateBindingRequest) -> Result<NewBinding, Vec<Violation>> {
    let proto = request.binding.ok_or_else(|| vec![Violation::required("binding")])?;
    let mut checks = Checks::default();
    checks.text("request_id", &request.request_id, 128);
    checks.text("binding.name", &proto.name, 200);
    let spec = checks.part("binding.spec", spec::spec(proto.spec));
    let source = source(&mut checks, proto.source);
    let headers = endpoint::new_headers(&mut checks, HEADERS, &source.headers);
    let mapping = mapping(&mut checks, proto.mapping);
    let schedule = schedule(&mut checks, proto.schedule);
    let paused = paused(&mut checks, proto.state);
    checks.done()?;
    Ok(NewBinding {
        name: proto.name,
        spec: spec.expect("without violations there is a spec"),
        url: source.url,
        headers,
        mapping,
        schedule: schedule.expect("without violations there is a schedule"),
        paused,
    })
}

/// The change that a masked update asks for, and the id of what it is asked of.
pub fn change(request: v1::UpdateBindingRequest) -> Result<(String, BindingChange), Vec<Violation>> {
    let proto = request.binding.ok_or_else(|| vec![Violation::required("binding")])?;
    let mask = request.update_mask.unwrap_or_default();
    let mut checks = Checks::default();
    let mut change = BindingChange::default();
    for path in checks.mask(&mask, ["name", "spec", "source", "mapping", "schedule", "state"]) {
        match path {
            "name" => {
                checks.text("binding.name", &proto.name, 200);
                change.name = Some(proto.name.clone());
            }
            "spec" => change.spec = checks.part("binding.spec", spec::spec(proto.spec.clone())),
            "source" => {
                let source = source(&mut checks, proto.source.clone());
                let headers = endpoint::headers(&mut checks, HEADERS, &source.headers);
                change.source = Some(SourceChange { url: source.url, headers });
            }
            "mapping" => change.mapping = Some(mapping(&mut checks, proto.mapping.clone())),
            "schedule" => change.schedule = schedule(&mut checks, proto.schedule.clone()),
            "state" => change.paused = Some(paused(&mut checks, proto.state)),
            _ => {}
        }
    }
    checks.done()?;
    Ok((proto.binding_id, change))
}

/// A source, its headers' names and values not yet looked at.
fn source(checks: &mut Checks, proto: Option<v1::BindingSource>) -> v1::BindingSource {
    let Some(source) = proto else {
        checks.add(Violation::required("binding.source"));
        return v1::BindingSource::default();
    };
    checks.required_text("binding.source.url", &source.url, 2048);
    for name in source.headers.keys() {
        let lower = name.to_ascii_lowercase();
        if lower == "range" || lower.starts_with("if-") {
            let field = format!("{HEADERS}[\"{}\"]", Excerpt(name));
            checks.add(Violation::invalid(field, "is a header that is set by the server: all of it is fetched, once"));
        }
    }
    source
}

fn mapping(checks: &mut Checks, mapping: BTreeMap<String, String>) -> Mapping {
    if mapping.is_empty() {
        checks.add(Violation::required(MAPPING));
    }
    checks.pairs(MAPPING, &mapping, MAX_MAPPED);
    for (name, text) in &mapping {
        if checks.is_full() {
            break;
        }
        if !(1..=MAX_VARIABLE).contains(&name.chars().count()) {
            checks.add(Violation::invalid(MAPPING, format!("must have keys of 1 to {MAX_VARIABLE} characters")));
        } else {
            checks.text(MAPPING, name, MAX_VARIABLE);
        }
        checks.required_text(&format!("{MAPPING}[\"{}\"]", Excerpt(name)), text, MAX_MAPPING);
    }
    mapping
}

fn schedule(checks: &mut Checks, proto: Option<v1::BindingSchedule>) -> Option<BindingSchedule> {
    let parent = "binding.schedule";
    let Some(schedule) = proto else {
        checks.add(Violation::required(parent));
        return None;
    };
    match schedule.when {
        Some(v1::binding_schedule::When::Interval(given)) => interval(checks, given).map(BindingSchedule::Interval),
        Some(v1::binding_schedule::When::Cron(v1::CronSchedule { expression, time_zone })) => {
            let before = checks.count();
            checks.required_text("binding.schedule.cron.expression", &expression, 100);
            checks.text("binding.schedule.cron.time_zone", &time_zone, 64);
            if checks.count() > before {
                return None;
            }
            let cron = checks.part("binding.schedule.cron", CronSchedule::parse(&expression, &time_zone));
            cron.map(|cron| BindingSchedule::Cron(Box::new(cron)))
        }
        None => {
            let message = "is required: give an `interval` or a `cron`";
            checks.add(Violation::new("binding.schedule.when", Reason::FieldRequired, message));
            None
        }
    }
}

fn interval(checks: &mut Checks, given: ProtoDuration) -> Option<Duration> {
    let (least, most) = (BindingSchedule::MIN_INTERVAL, BindingSchedule::MAX_INTERVAL);
    let interval = Duration::try_from(given).ok().filter(|given| (least..=most).contains(given));
    if interval.is_none() {
        let message = format!("must be from {} to {} seconds", least.as_secs(), most.as_secs());
        checks.add(Violation::invalid("binding.schedule.interval", message));
    }
    // Whole seconds are what is kept.
    interval.map(|interval| Duration::from_secs(interval.as_secs()))
}

fn paused(checks: &mut Checks, number: i32) -> bool {
    match enumeration(checks, "binding.state", number) {
        None | Some(v1::BindingState::Unspecified | v1::BindingState::Active) => false,
        Some(v1::BindingState::Paused) => true,
        Some(v1::BindingState::Failing) => {
            let message = "must be ACTIVE or PAUSED: FAILING is set by the server";
            checks.add(Violation::invalid("binding.state", message));
            false
        }
    }
}
