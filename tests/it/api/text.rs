//! Texts that databases trip over, in every place that a text can stand: refused or kept, never a fault of the server.

use placard_client::FILE_DESCRIPTOR_SET;
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage, Value,
};
use tonic::Code;

use super::{
    constraint::{request_of, samples},
    method::Resources,
};
use crate::support::{
    database::TestDatabase,
    refusal::Refusal,
    server::{Names, Server},
};

/// What PostgreSQL takes in no text; what means something in patterns, or ends a literal.
const ODD: [&str; 2] = ["a\0b", "%_\\'\"`;--"];

#[tokio::test(flavor = "multi_thread")]
async fn odd_texts_are_no_fault_of_sqlite() {
    odd_texts(Server::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_texts_are_no_fault_of_postgres() {
    let database = TestDatabase::postgres().await;
    odd_texts(Server::within(Names::default().world(), &[("database_url", &database.url)]).await).await;
}

async fn odd_texts(server: Server) {
    let resources = Resources::make(server.caller()).await;
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let mut count = 0;
    let mut faults = Vec::new();
    for (method, sample) in samples(&resources) {
        let sample = DynamicMessage::decode(request_of(&pool, method), sample.as_slice()).unwrap();
        for odd in ODD {
            for (path, changed) in variations(&sample, odd, &[]) {
                count += 1;
                let answer = server.caller().call_raw(method, changed.encode_to_vec()).await;
                let refusal = answer.err().map(|status| Refusal::read(&status));
                if let Some(refusal) =
                    refusal.filter(|refusal| matches!(refusal.code, Code::Internal | Code::Unavailable))
                {
                    faults.push(format!("{} {path} = {odd:?}: {}", method, refusal.reason));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 250, "only {count} places were tried");
}

/// The message with the text in one place, for every place there is. What stands within one of its own kind has been tried
/// already: nodes may hold nodes for ever.
fn variations(message: &DynamicMessage, text: &str, around: &[MessageDescriptor]) -> Vec<(String, DynamicMessage)> {
    let mut variations = Vec::new();
    if around.contains(&message.descriptor()) {
        return variations;
    }
    let around = [around, &[message.descriptor()]].concat();
    for field in message.descriptor().fields() {
        for (path, value) in values(&field, &message.get_field(&field), text, &around) {
            let mut changed = message.clone();
            changed.set_field(&field, value);
            variations.push((format!("{}{path}", field.name()), changed));
        }
    }
    variations
}

fn values(field: &FieldDescriptor, present: &Value, text: &str, around: &[MessageDescriptor]) -> Vec<(String, Value)> {
    let entry = match field.kind() {
        Kind::Message(entry) if field.is_map() => entry,
        kind => {
            let items = single(&kind, present, text, around).into_iter();
            let list = |value| if field.is_list() { Value::List(vec![value]) } else { value };
            return items.map(|(path, value)| (path, list(value))).collect();
        }
    };
    let value = entry.map_entry_value_field();
    let default = Value::default_value(&value.kind());
    let map = |key: &str, value: Value| Value::Map([(MapKey::String(key.to_owned()), value)].into());
    let mut maps = vec![("[key]".to_owned(), map(text, default.clone()))];
    let inner = single(&value.kind(), &default, text, around).into_iter();
    maps.extend(inner.map(|(path, value)| (format!("[title]{path}"), map("title", value))));
    maps
}

fn single(kind: &Kind, present: &Value, text: &str, around: &[MessageDescriptor]) -> Vec<(String, Value)> {
    match kind {
        Kind::String => vec![(String::new(), Value::String(text.to_owned()))],
        Kind::Message(inner) => {
            let message = present.as_message().cloned().unwrap_or_else(|| DynamicMessage::new(inner.clone()));
            let inner = variations(&message, text, around).into_iter();
            inner.map(|(path, message)| (format!(".{path}"), Value::Message(message))).collect()
        }
        _ => Vec::new(),
    }
}
