//! Makes the glue of a module: what `wasm-bindgen --target nodejs` does, without the rest of the command.
fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(input), Some(output)) = (arguments.next(), arguments.next()) else {
        anyhow::bail!("usage: bindgen <module.wasm> <folder>");
    };
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(input).nodejs(true)?.typescript(false);
    bindgen.generate(output)
}
