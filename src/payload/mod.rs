//! The shapes in which receivers know an event. Pure: an envelope in, a body out.
//!
//! `ogmint`, `pictify` and `imtegrate` are what the services of those names document, so that what receives from them
//! receives from us. Where an event of ours has no counterpart there, it is told in the service's manner: its own type's
//! name, and our data in the service's spelling.

mod custom;
mod services;

use serde_json::Value;

use crate::domain::{
    endpoint_options::Shape,
    event::EventType,
    event_type::{ALL, selected_by},
    reason::Reason,
    violation::Violation,
};

/// A body could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ShapeError(String);

/// The body of an event for receivers of this shape. `envelope` is what was published.
pub fn body(shape: &Shape, envelope: &[u8]) -> Result<Vec<u8>, ShapeError> {
    let service: fn(Value) -> Value = match shape {
        Shape::Standard => return Ok(envelope.to_vec()),
        Shape::Custom(template) => return custom::body(template, &parse(envelope)?),
        Shape::Ogmint => services::ogmint,
        Shape::Pictify => services::pictify,
        Shape::Imtegrate => services::imtegrate,
    };
    serde_json::to_vec(&service(parse(envelope)?)).map_err(|error| ShapeError(error.to_string()))
}

fn parse(envelope: &[u8]) -> Result<Value, ShapeError> {
    serde_json::from_slice(envelope).map_err(|_| ShapeError("the event's envelope is no JSON".to_owned()))
}

/// Headers that the service sends with its deliveries, beside its signature.
pub fn headers(shape: &Shape, event_type: EventType, delivery_id: &str) -> Vec<(&'static str, String)> {
    match shape {
        Shape::Pictify => {
            vec![("x-pictify-event", event_type.as_str().to_owned()), ("x-pictify-delivery-id", delivery_id.to_owned())]
        }
        Shape::Imtegrate => vec![("x-imtegrate-delivery-id", delivery_id.to_owned())],
        Shape::Standard | Shape::Ogmint | Shape::Custom(_) => Vec::new(),
    }
}

/// An envelope of this type, from its schema.
pub fn example(event_type: EventType) -> Value {
    let schema: Value = serde_json::from_str(event_type.json_schema()).expect("a test reads every schema");
    schema["examples"][0].clone()
}

/// Tries a shape out on an example of every type that these names select.
///
/// # Errors
/// What is wrong with the template, and with which type it went wrong.
pub fn check(shape: &Shape, event_types: &[String]) -> Result<(), Violation> {
    let Shape::Custom(template) = shape else { return Ok(()) };
    let wrong = |message: String| Violation::new("payload_template", Reason::InvalidTemplate, message);
    custom::check(template).map_err(|error| wrong(error.0))?;
    // `*` has no tests: those go to one endpoint by name.
    let meets = |name: &str, event_type: EventType| name != ALL || event_type != EventType::Test;
    let mut types: Vec<EventType> = event_types
        .iter()
        .flat_map(|name| selected_by(name).into_iter().filter(|(event_type, _)| meets(name, *event_type)))
        .map(|(event_type, _)| event_type)
        .collect();
    types.sort_unstable();
    types.dedup();
    for event_type in types {
        custom::body(template, &example(event_type))
            .map_err(|error| wrong(format!("fails for an event `{}`: {}", event_type.as_str(), error.0)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shaped(shape: &Shape, event_type: EventType) -> Value {
        let body = body(shape, &serde_json::to_vec(&example(event_type)).unwrap()).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    #[test]
    fn ogmints_receivers_find_what_they_know() {
        let told = shaped(&Shape::Ogmint, EventType::RenderCompleted);
        assert_eq!(told["event"], "render.completed");
        let data = told["data"].as_object().unwrap();
        let fields: Vec<_> = data.keys().map(String::as_str).collect();
        assert_eq!(fields, ["createdAt", "metadata", "slug", "template", "url"]);
        assert_eq!(data["metadata"], json!({ "post_id": "post_123" }));
        let mut again = example(EventType::RenderCompleted);
        again["data"]["cached"] = json!(true);
        let body = body(&Shape::Ogmint, again.to_string().as_bytes()).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["data"]["cached"], true);
    }

    #[test]
    fn pictifys_receivers_find_what_they_know() {
        let told = shaped(&Shape::Pictify, EventType::RenderCompleted);
        assert_eq!((&told["event"], told["timestamp"].is_string()), (&json!("render.completed"), true));
        for field in [
            "type",
            "source",
            "imageId",
            "url",
            "userStorageUrl",
            "width",
            "height",
            "templateId",
            "userId",
            "renderedAt",
        ] {
            assert!(told["data"].get(field).is_some(), "{field}");
        }
        let failed = shaped(&Shape::Pictify, EventType::RenderFailed);
        assert_eq!(failed["data"]["errorCode"], "IMAGE_UNAVAILABLE");
        assert_eq!(failed["data"]["error"], "the avatar answered 404");
        let updated = shaped(&Shape::Pictify, EventType::BindingUpdated);
        // The data of the source are not ours to spell.
        assert_eq!(updated["data"]["previousData"], json!({ "price": 10 }));
    }

    #[test]
    fn imtegrates_receivers_find_what_they_know() {
        let told = shaped(&Shape::Imtegrate, EventType::RenderCompleted);
        assert_eq!(told["type"], "image.completed");
        let fields: Vec<_> = told["data"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["duration_ms", "id", "result_url", "status", "template_id"]);
        let failed = shaped(&Shape::Imtegrate, EventType::RenderFailed);
        assert_eq!((&failed["type"], &failed["data"]["status"]), (&json!("image.failed"), &json!("failed")));
        assert_eq!(shaped(&Shape::Imtegrate, EventType::CollectionCompleted)["type"], "collection.completed");
    }

    #[test]
    fn every_type_has_a_body_in_every_shape() {
        for shape in [Shape::Standard, Shape::Ogmint, Shape::Pictify, Shape::Imtegrate] {
            for event_type in EventType::ALL {
                assert!(shaped(&shape, *event_type)["data"].is_object(), "{shape:?} {event_type:?}");
            }
        }
    }

    #[test]
    fn templates_are_tried_out_on_every_type_they_will_meet() {
        let check = |template: &str, types: &[&str]| {
            let types: Vec<String> = types.iter().map(|name| (*name).to_owned()).collect();
            check(&Shape::Custom(template.to_owned()), &types).map_err(|violation| violation.message)
        };
        let text = r#"{"text": {{ "Ready: " ~ data.url }}, "all": {{ data }}}"#;
        assert_eq!(check(text, &["render.completed"]), Ok(()));
        let only_failures = r#"{"why": {{ data.error.message }}}"#;
        assert_eq!(check(only_failures, &["render.failed"]), Ok(()));
        let told = check(only_failures, &["*"]).unwrap_err();
        assert!(told.contains("fails for an event `render.completed`"), "{told}");
        for branch in [
            r#"{% if type == "render.failed" %}{"why": {{ data.error.message }}}{% else %}{}{% endif %}"#,
            r#"[{% for key in data %}{{ key }}{% if not loop.last %},{% endif %}{% endfor %}]"#,
            r#"{"why": {{ data.error.message if data.error else "" }}}"#,
        ] {
            assert_eq!(check(branch, &["*"]), Ok(()), "{branch}");
        }
    }
}
