//! The shapes that other services document.

use serde_json::{Map, Value, json};

/// ogmint, "Webhooks" of its V2 API: `event`, and `data` of url, slug, template, metadata, createdAt; `cached` where the
/// picture was there already.
pub fn ogmint(event: Value) -> Value {
    let data = &event["data"];
    let told = match event["type"].as_str() {
        Some("render.completed") => {
            let mut told = json!({
                "url": data["url"],
                "slug": data["slug"],
                "template": data["template_id"],
                "metadata": data["metadata"],
                "createdAt": data["created_time"],
            });
            if data["cached"] == true {
                told["cached"] = json!(true);
            }
            told
        }
        Some("render.failed") => json!({
            "template": data["template_id"],
            "metadata": data["metadata"],
            "createdAt": data["created_time"],
            "error": data["error"]["message"],
        }),
        _ => camel_case(data),
    };
    json!({ "event": event["type"], "data": told })
}

/// Pictify, "Webhooks": `event`, `timestamp`, and `data` in camel case.
pub fn pictify(event: Value) -> Value {
    let data = &event["data"];
    let told = match event["type"].as_str() {
        Some("render.completed") => json!({
            "type": data["type"],
            "source": data["source"],
            "imageId": data["render_id"],
            "url": data["url"],
            "userStorageUrl": data["storage_url"],
            "width": data["width"],
            "height": data["height"],
            "templateId": data["template_id"],
            // Who owns it: the workspace is what we have of users.
            "userId": event["workspace_id"],
            "renderedAt": data["finished_time"],
        }),
        Some("render.failed") => json!({
            "type": data["type"],
            "templateId": data["template_id"],
            "error": data["error"]["message"],
            "errorCode": data["error"]["reason"],
        }),
        Some("binding.failed") => {
            let mut told = camel_case(data);
            told["error"] = data["error"]["message"].clone();
            told["errorCode"] = data["error"]["reason"].clone();
            told
        }
        _ => camel_case(data),
    };
    json!({ "event": event["type"], "timestamp": event["timestamp"], "data": told })
}

/// imtegrate, "Webhooks": `type` by what was rendered, `created_at`, and `data` of id, status, result_url, template_id,
/// duration_ms.
pub fn imtegrate(event: Value) -> Value {
    let (name, data) = (event["type"].as_str().unwrap_or_default(), &event["data"]);
    let kind = data["type"].as_str().unwrap_or("image");
    let told = match name {
        "render.completed" => json!({
            "id": data["render_id"],
            "status": "completed",
            "result_url": data["url"],
            "template_id": data["template_id"],
            "duration_ms": data["duration_ms"],
        }),
        "render.failed" => json!({
            "id": data["render_id"],
            "status": "failed",
            "error": data["error"]["message"],
            "template_id": data["template_id"],
            "duration_ms": data["duration_ms"],
        }),
        "collection.completed" | "batch.completed" => {
            let mut told = data.clone();
            told["id"] = data["batch_id"].clone();
            told
        }
        _ => data.clone(),
    };
    let name = name.strip_prefix("render.").map_or_else(|| name.to_owned(), |end| format!("{kind}.{end}"));
    json!({ "type": name, "created_at": event["timestamp"], "data": told })
}

/// The fields' own names in camel case; what they hold is not ours to rename.
fn camel_case(data: &Value) -> Value {
    let Value::Object(fields) = data else { return data.clone() };
    let renamed = fields.iter().map(|(name, value)| {
        let mut words = name.split('_');
        let mut camel = words.next().unwrap_or_default().to_owned();
        for word in words {
            let mut letters = word.chars();
            camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            camel.push_str(letters.as_str());
        }
        (camel, value.clone())
    });
    Value::Object(renamed.collect::<Map<_, _>>())
}
