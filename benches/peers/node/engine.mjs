// A worker: an engine in a process of its own, which answers one request after the other.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export class Engine {
  constructor(name, command, env = {}) {
    this.name = name;
    const [program, ...args] = command;
    this.process = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "inherit"] });
    this.ended = new Promise((_, reject) => {
      this.process.on("error", reject);
      this.process.on("exit", (code, signal) => reject(new Error(`${name} ended: ${signal ?? code}`)));
    });
    this.ended.catch(() => {});
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async ask(...request) {
    this.process.stdin.write(`${request.join(" ")}\n`);
    const { value } = await Promise.race([this.lines.next(), this.ended]);
    if (value === undefined) throw new Error(`${this.name} gave no answer to ${request.join(" ")}`);
    return value.split(" ").map(Number);
  }

  /** Milliseconds that passed, milliseconds of processor over all threads, and bytes of one render. */
  async render(card, output, i) {
    const [nanoseconds, bytes, cpu] = await this.ask("render", card, output, i);
    return { ms: nanoseconds / 1e6, cpu: cpu / 1e6, bytes };
  }

  /** Cards a second with so many threads at once. */
  async throughput(card, output, threads, count) {
    const [nanoseconds] = await this.ask("throughput", card, output, threads, count);
    return count / (nanoseconds / 1e9);
  }

  async memory() {
    return (await this.ask("memory"))[0];
  }

  end() {
    this.process.stdin.end();
  }
}
