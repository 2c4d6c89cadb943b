//! Scenes, and changes to named nodes. A scene's fields are the keys of template files, so it becomes the same tree of
//! values as a file does by its names alone, and one parser reads both.

use std::sync::LazyLock;

use placard_client::{FILE_DESCRIPTOR_SET, v1};
use prost::Message;
use prost_reflect::{DescriptorPool, DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions};
use serde_json::Value;

use super::check::Checks;
use crate::domain::{modification::Modification, violation::Violation};

/// Changes to one design.
const MAX_MODIFICATIONS: usize = 100;
/// A scene as its message, in bytes.
const MAX_SCENE_BYTES: usize = 1024 * 1024;

static SCENE: LazyLock<MessageDescriptor> = LazyLock::new(|| {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("our own descriptors are sound");
    pool.get_message_by_name("placard.v1.Scene").expect("the scene is among them")
});

/// A scene as a template file has it.
pub fn scene_json(checks: &mut Checks, scene: &v1::Scene) -> Option<Value> {
    if scene.encoded_len() > MAX_SCENE_BYTES {
        checks.add(Violation::invalid("scene", format!("must be at most {MAX_SCENE_BYTES} bytes")));
        return None;
    }
    if scene.canvas.is_none() {
        checks.add(Violation::required("scene.canvas"));
        return None;
    }
    let options = SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
    let message = DynamicMessage::decode(SCENE.clone(), scene.encode_to_vec().as_slice());
    let json = message.map_err(|error| error.to_string()).and_then(|message| {
        message.serialize_with_options(serde_json::value::Serializer, &options).map_err(|error| error.to_string())
    });
    // What is left to go wrong: a default or example that is not finite.
    json.map_err(|error| checks.add(Violation::invalid("scene", format!("holds a value that is none: {error}")))).ok()
}

/// A stored scene as it was sent.
pub fn scene_proto(json: &Value) -> v1::Scene {
    let options = DeserializeOptions::new().deny_unknown_fields(false);
    DynamicMessage::deserialize_with_options(SCENE.clone(), json, &options)
        .ok()
        .and_then(|message| v1::Scene::decode(message.encode_to_vec().as_slice()).ok())
        .unwrap_or_default()
}

/// Changes, all that is wrong with them at once.
pub fn modifications(checks: &mut Checks, proto: Vec<v1::Modification>) -> Vec<Modification> {
    if proto.len() > MAX_MODIFICATIONS {
        checks.add(Violation::invalid("modifications", format!("must have at most {MAX_MODIFICATIONS} entries")));
        return Vec::new();
    }
    for (i, one) in proto.iter().enumerate() {
        let at = |field: &str| format!("modifications[{i}].{field}");
        checks.required_text(&at("name"), &one.name, 200);
        for (field, text, max) in [
            ("text", &one.text, 10_000),
            ("color", &one.color, 64),
            ("image_url", &one.image_url, 2048),
            ("background", &one.background, 2000),
        ] {
            checks.text(&at(field), text.as_deref().unwrap_or_default(), max);
        }
        if (&one.text, &one.color, &one.image_url, one.visible, &one.background) == (&None, &None, &None, None, &None) {
            checks.add(Violation::invalid(format!("modifications[{i}]"), "changes nothing"));
        }
    }
    let modification = |v1::Modification { name, text, color, image_url, visible, background }| Modification {
        name,
        text,
        color,
        image_url,
        visible,
        background,
    };
    proto.into_iter().map(modification).collect()
}

/// The same as they were sent.
pub fn modification_proto(modification: &Modification) -> v1::Modification {
    let Modification { name, text, color, image_url, visible, background } = modification.clone();
    v1::Modification { name, text, color, image_url, visible, background }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::render::{NODE_KEYS, SPAN_KEYS, VARIABLE_KEYS};

    #[test]
    fn a_scene_is_read_by_the_names_of_its_fields_and_comes_back_the_same() {
        let node = |kind: &str| v1::Node { r#type: kind.into(), ..v1::Node::default() };
        let span = v1::Span { text: "{{ title }}".into(), font_weight: Some("700".into()), ..v1::Span::default() };
        let text = v1::Node { spans: vec![span], max_lines: Some("2".into()), ..node("text") };
        let title = v1::SceneVariable {
            r#type: "string".into(),
            required: true,
            max_length: Some(20),
            example: Some(prost_types::Value { kind: Some(prost_types::value::Kind::StringValue("Hé".into())) }),
            ..v1::SceneVariable::default()
        };
        let scene = v1::Scene {
            variables: [("title".to_owned(), title)].into(),
            values: [("u".to_owned(), "{{ canvas.width }}".to_owned())].into(),
            canvas: Some(v1::Node { children: vec![text], background: Some("navy".into()), ..node("frame") }),
        };
        let mut checks = Checks::default();
        let json = scene_json(&mut checks, &scene).unwrap();
        assert_eq!(
            json,
            json!({
                "variables": { "title": { "type": "string", "required": true, "max_length": 20, "example": "Hé" } },
                "values": { "u": "{{ canvas.width }}" },
                "canvas": { "type": "frame", "background": "navy", "children": [
                    { "type": "text", "max_lines": "2", "spans": [{ "text": "{{ title }}", "font_weight": "700" }] },
                ] },
            })
        );
        assert!(crate::render::parse_scene(&json).is_ok());
        assert_eq!(scene_proto(&json), scene);
    }

    #[test]
    fn a_value_that_is_not_finite_is_refused() {
        let nan = prost_types::Value { kind: Some(prost_types::value::Kind::NumberValue(f64::NAN)) };
        let variable = v1::SceneVariable { default: Some(nan), ..v1::SceneVariable::default() };
        let scene = v1::Scene {
            variables: [("n".to_owned(), variable)].into(),
            canvas: Some(v1::Node::default()),
            ..v1::Scene::default()
        };
        let mut checks = Checks::default();
        assert_eq!(scene_json(&mut checks, &scene), None);
        assert_eq!(checks.done().unwrap_err()[0].field, "scene");
    }

    #[test]
    fn the_messages_have_the_keys_of_the_language() {
        let names = |message: &str| -> BTreeSet<String> {
            let message = SCENE.parent_pool().get_message_by_name(message).unwrap();
            message.fields().map(|field| field.name().to_owned()).collect()
        };
        for (message, keys) in [
            ("placard.v1.Node", &*NODE_KEYS),
            ("placard.v1.Span", &*SPAN_KEYS),
            ("placard.v1.SceneVariable", &*VARIABLE_KEYS),
        ] {
            let keys: BTreeSet<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(names(message), keys, "{message}");
        }
    }
}
