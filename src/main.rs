fn main() -> std::process::ExitCode {
    placard::cli::run()
}
