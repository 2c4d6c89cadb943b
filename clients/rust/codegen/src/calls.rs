//! What the client has to know of each method, as implementations of its traits.

use std::fmt::Write as _;

use protox::{
    Compiler,
    prost_reflect::{MessageDescriptor, MethodDescriptor},
};

use crate::PACKAGE;

/// google.protobuf.MethodOptions.IdempotencyLevel.NO_SIDE_EFFECTS
const NO_SIDE_EFFECTS: i32 = 1;

/// The text of `calls.rs`. That no two methods share a request is what `buf lint` holds.
pub fn write(compiler: &Compiler) -> String {
    let mut out = String::from("// Written by `make generate`.\n");
    let pool = compiler.descriptor_pool();
    for service in pool.services().filter(|service| service.package_name() == PACKAGE) {
        for method in service.methods() {
            out += &call(&method);
            if let Some(paged) = paged(&method) {
                out += &paged;
            }
        }
    }
    out
}

fn call(method: &MethodDescriptor) -> String {
    let (request, response) = (method.input(), method.output());
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let options = &method.method_descriptor_proto().options;
    let reads = options.as_ref().is_some_and(|options| options.idempotency_level == Some(NO_SIDE_EFFECTS));
    let streams = if method.is_server_streaming() { "Streaming" } else { "Unary" };
    let mut out = format!("\nimpl Call for v1::{} {{\n", request.name());
    let _ = writeln!(out, "    type Response = v1::{};", response.name());
    let _ = writeln!(out, "    const PATH: &'static str = \"{path}\";");
    if reads {
        out += "    const READS: bool = true;\n";
    } else if request.get_field_by_name("request_id").is_some() {
        out += "    fn request_id(&mut self) -> Option<&mut String> {\n        Some(&mut self.request_id)\n    }\n";
    }
    let _ = writeln!(out, "}}\nimpl {streams} for v1::{} {{}}", request.name());
    out
}

/// What a List method is paged by, if it is one.
fn paged(method: &MethodDescriptor) -> Option<String> {
    let (request, response) = (method.input(), method.output());
    request.get_field_by_name("page_token")?;
    let (field, item) = items(&response)?;
    Some(format!(
        "impl Paged for v1::{} {{\n    type Item = v1::{item};\n    fn page_token(&mut self) -> &mut String {{\n        &mut \
         self.page_token\n    }}\n    fn items(response: v1::{}) -> (Vec<v1::{item}>, String) {{\n        (response.{field}, \
         response.next_page_token)\n    }}\n}}\n",
        request.name(),
        response.name(),
    ))
}

fn items(response: &MessageDescriptor) -> Option<(String, String)> {
    let field = response.fields().find(|field| field.is_list())?;
    Some((field.name().to_owned(), field.kind().as_message()?.name().to_owned()))
}
