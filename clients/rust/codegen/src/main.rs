//! Writes `clients/rust/src/gen` from `proto/`: messages, clients, server traits, what the client has to know of each
//! method, and the descriptor set that reflection answers from. Run by `make generate`; what it writes is committed, so that no build needs it.
//!
//! protox compiles the files in Rust, so no protoc is needed.

mod calls;
mod services;

use std::{error::Error, fs, path::Path};

use protox::Compiler;

const PACKAGE: &str = "placard.v1";

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../..").canonicalize()?;
    let proto = root.join("proto");
    let out = root.join("clients/rust/src/gen");

    let mut files: Vec<_> = fs::read_dir(proto.join("placard/v1"))?
        .map(|entry| Ok(format!("placard/v1/{}", entry?.file_name().to_string_lossy())))
        .collect::<Result<_, std::io::Error>>()?;
    // The order of a folder's entries is the file system's whim; generated code must not be.
    files.sort();

    let mut compiler = Compiler::new([&proto, &proto.join("vendor")])?;
    compiler.include_source_info(true).include_imports(true).open_files(&files)?;

    fs::create_dir_all(&out)?;
    tonic_prost_build::configure()
        .out_dir(&out)
        .bytes(".")
        .btree_map(".")
        .codec_path("crate::codec::FrugalCodec")
        .client_mod_attribute(".", "#[cfg(feature = \"stubs\")]")
        .server_mod_attribute(".", "#[cfg(feature = \"server\")]")
        // Annotations only: no message of ours has a field of these types.
        .extern_path(".buf.validate", "::core::convert::Infallible")
        .compile_fds(compiler.file_descriptor_set())?;
    fs::write(out.join("calls.rs"), calls::write(&compiler))?;
    fs::write(out.join("services.rs"), services::write(&compiler)?)?;

    // Comments are for reading the files; the binary need not carry them. This encoding keeps the annotations, which
    // the typed descriptor set would drop.
    let mut compiler = Compiler::new([&proto, &proto.join("vendor")])?;
    compiler.include_source_info(false).include_imports(true).open_files(&files)?;
    fs::write(out.join("placard.v1.binpb"), compiler.encode_file_descriptor_set())?;
    Ok(())
}
