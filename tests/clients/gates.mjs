// What stands between a client and the server and gets in its way: each gate is one way in which networks, proxies and
// servers fail. The clients' own machinery has to cope with real connections, so nothing here is faked inside them.

import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";

/** Listens on a free port of loopback; answers the URL. */
export async function listen(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}`;
}

/** Where nobody listens. */
export async function unreachable() {
  const server = net.createServer();
  const url = await listen(server);
  server.close();
  await once(server, "close");
  return url;
}

/**
 * Hands bytes on, connection by connection. The first `refuse` connections are closed as soon as they come; once
 * `cutAfterBytes` bytes have come from the server, the connection is cut, this once.
 */
export async function tcpGate(target, { refuse = 0, cut_after_bytes: cutAfterBytes = 0 } = {}) {
  const { hostname, port } = new URL(target);
  const open = new Set();
  const state = { connections: 0, refused: 0, cut: 0 };
  let toRefuse = refuse;
  let cutAfter = cutAfterBytes;

  const sever = (pair) => {
    for (const socket of pair) socket.resetAndDestroy();
    open.delete(pair);
  };
  // Bytes that wait for company would make a download take ten times as long.
  const server = net.createServer({ noDelay: true }, (near) => {
    near.on("error", () => {});
    if (toRefuse > 0) {
      toRefuse -= 1;
      state.refused += 1;
      near.resetAndDestroy();
      return;
    }
    state.connections += 1;
    const far = net.connect({ port: Number(port), host: hostname, noDelay: true });
    const pair = [near, far];
    open.add(pair);
    let bytes = 0;
    far.on("error", () => {});
    far.on("data", (data) => {
      bytes += data.length;
      if (cutAfter > 0 && bytes > cutAfter) {
        cutAfter = 0;
        state.cut += 1;
        sever(pair);
      }
    });
    near.pipe(far).pipe(near);
    for (const socket of pair) socket.on("close", () => pair.forEach((one) => one.destroy()));
  });
  return {
    url: await listen(server),
    state: () => state,
    /** Cuts every connection, and refuses the next `more`. */
    cut: ({ refuse: more = 0 } = {}) => {
      toRefuse = more;
      state.cut += open.size;
      for (const pair of [...open]) sever(pair);
      return state;
    },
    stop: () => {
      server.close();
      for (const pair of [...open]) sever(pair);
    },
  };
}

// google.rpc.Code.UNAVAILABLE
const UNAVAILABLE = { ":status": 200, "content-type": "application/grpc", "grpc-status": "14", "grpc-message": "the gate is shut" };

/**
 * Hands gRPC calls on, call by call. Each of `faults` is `{method, fault, times}` and meets the next `times` calls of that
 * method: "refuse" answers UNAVAILABLE without asking the server; "lose" asks the server, throws its answer away and
 * answers UNAVAILABLE; "hold" never answers. `rename` has methods that others are asked for instead of.
 */
export async function callGate(target, { faults = [], rename = {} } = {}) {
  const left = faults.map((fault) => ({ times: 1, ...fault }));
  const state = { calls: {}, timeouts: {}, cut: 0 };
  // How to end each answer that has begun: with the trailers that are given.
  const open = new Map();
  const far = http2.connect(target);
  far.on("error", () => {});
  const sessions = new Set();
  const server = http2.createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    const method = headers[":path"].split("/").at(-1);
    state.calls[method] = (state.calls[method] ?? 0) + 1;
    state.timeouts[method] = headers["grpc-timeout"] ?? "";
    const fault = left.find((one) => one.method === method && one.times > 0);
    if (fault) fault.times -= 1;
    if (fault?.fault === "hold") return stream.resume();
    if (fault?.fault === "refuse") {
      stream.resume();
      return stream.respond(UNAVAILABLE, { endStream: true });
    }

    const { ":authority": _, ...kept } = headers;
    kept[":path"] = kept[":path"].replace(/[^/]+$/, (name) => rename[name] ?? name);
    const asked = far.request(kept);
    asked.on("error", () => stream.close(http2.constants.NGHTTP2_CANCEL));
    stream.on("close", () => asked.close());
    stream.pipe(asked);
    if (fault?.fault === "lose") {
      asked.resume();
      asked.on("end", () => stream.respond(UNAVAILABLE, { endStream: true }));
      return;
    }
    let trailers = {};
    asked.on("trailers", (given) => (trailers = given));
    asked.on("response", (answer, flags) => {
      if (stream.destroyed) return;
      // An answer that is nothing but trailers stays one.
      if (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) return stream.respond(answer, { endStream: true });
      stream.respond(answer, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers(trailers));
      asked.pipe(stream);
      stream.on("close", () => open.delete(stream));
      open.set(stream, () => {
        asked.unpipe(stream);
        trailers = {};
        stream.end();
      });
    });
  });
  return {
    url: await listen(server),
    state: () => state,
    /** Cuts every stream: by a "reset", or by an "end" in good order, only without a status. */
    cut: ({ how }) => {
      state.cut += open.size;
      for (const [stream, end] of [...open]) {
        if (how === "reset") stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
        else end();
      }
      return state;
    },
    stop: () => {
      server.close();
      for (const session of sessions) session.destroy();
      far.destroy();
    },
  };
}

export const page = "<!doctype html><title>Sign in</title><h1>This network wants you to sign in first</h1>";

/** A proxy that answers every request with a page. Over HTTP/2 unless `old`, which knows HTTP/1.1 only. */
export async function htmlProxy({ status, old = false }) {
  const answer = (request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
    response.end(page);
  };
  const server = old ? http.createServer(answer) : http2.createServer(answer);
  server.on("session", (session) => session.on("error", () => {}));
  server.on("clientError", (_, socket) =>
    socket.end(`HTTP/1.1 ${status} No\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\n\r\n${page}`),
  );
  const url = await listen(server);
  return { url, stop: () => server.close() };
}
