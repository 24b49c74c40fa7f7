// Receives webhooks and verifies their signatures (Standard Webhooks). No dependency besides Node.js.
//
//   export WEBHOOK_SECRET=whsec_…    # from the answer of POST /v1/webhooks; several, separated by spaces
//   node verify_webhook.ts 9000      # Node.js 22.18 or later runs TypeScript; before: npx tsx verify_webhook.ts 9000
//
// Put a server with TLS in front of it: the registry delivers to https only (docs/webhooks.md). In production the
// package `standardwebhooks` does what `verify` does.

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";

/** A CloudEvents 1.0 event. `data` is the change as in `GET /v1/changes`, or the webhook's id in a ping. */
export interface RegistryEvent {
  id: string;
  type: "presence-registry.change.v1" | "presence-registry.ping.v1";
  subject: string;
  time: string;
  data: Record<string, unknown>;
}

/** An older message may be a recorded one that somebody sends again. In seconds. */
const TOLERANCE = 5 * 60;
/** How many bytes of a body are read at most. */
const LARGEST = 1 << 20;

/** Returns the event of a genuine message and throws otherwise. `body`: the bytes exactly as they came. */
export function verify(secrets: string[], headers: IncomingHttpHeaders, body: Buffer): RegistryEvent {
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => headers[name]);
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string") {
    throw new Error("a header is missing");
  }
  // Written so that a timestamp which is not a number is refused too.
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE)) {
    throw new Error("too old, or the clocks differ");
  }
  for (const secret of secrets) {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const expected = Buffer.from("v1," + createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64"));
    // Two signatures while the secret is being replaced; one that fits is enough. Compared in constant time.
    const fits = signatures.split(" ").map((given) => Buffer.from(given));
    if (fits.some((given) => given.length === expected.length && timingSafeEqual(given, expected))) {
      return JSON.parse(body.toString("utf8")) as RegistryEvent;
    }
  }
  throw new Error("no signature fits");
}

const secrets = (process.env.WEBHOOK_SECRET ?? "").split(" ").filter((secret) => secret !== "");
const port = Number(process.argv[2]);
if (secrets.length === 0 || !Number.isInteger(port)) {
  console.error("usage: WEBHOOK_SECRET=whsec_… node verify_webhook.ts PORT");
  process.exit(2);
}
/** Message ids. Keep them in a database: delivery is at least once, also across your restarts. */
const seen = new Set<string>();

createServer(async (request, response) => {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > LARGEST) throw new Error("too large");
      parts.push(part);
    }
    const event = verify(secrets, request.headers, Buffer.concat(parts));
    const id = String(request.headers["webhook-id"]);
    if (!seen.has(id)) {
      console.log(event.type, event.subject, event.id);
      seen.add(id);
    }
    // Any 2xx within 10 seconds takes the message, also one that is of no use here. Work that takes longer belongs in a
    // queue. Anything else is sent again, and holds up what comes after it.
    response.writeHead(204).end();
  } catch (error) {
    console.error("refused:", (error as Error).message);
    response.writeHead(401).end();
  }
}).listen(port, "127.0.0.1");
