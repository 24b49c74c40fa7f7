// Reports one status for an office, and retries until the registry has it. No dependency: fetch is built in.
//
//   export REGISTRY=http://127.0.0.1:8080 CLIENT_ID=… CLIENT_SECRET=…    # presence-registry client add --office KEN --name …
//   node report.ts adviser-posts ken-hra-1 encumbered 2024-07-01          # Node.js 22.18 or later; before: npx tsx report.ts …

import { createHash } from "node:crypto";

/** The statuses are in the OpenAPI document; the registry lists the allowed ones when another is sent. */
interface Report {
  status: string;
  effective_on: string;
  note?: string;
}

/** An RFC 9457 problem document. */
interface Problem {
  title: string;
  status: number;
  detail: string;
  errors?: { pointer: string; code: string; detail: string; allowed?: string[] }[];
}

const registry = process.env.REGISTRY ?? "http://127.0.0.1:8080";
const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Sends a request until it is answered with something other than "try again". */
async function ask(path: string, init: RequestInit): Promise<Response> {
  let pause = 1;
  for (let attempt = 1; ; attempt += 1) {
    let after: string | null = null;
    let why: string;
    try {
      const response = await fetch(registry + path, { ...init, signal: AbortSignal.timeout(30_000) });
      if (![408, 429, 502, 503, 504].includes(response.status)) return response;
      after = response.headers.get("retry-after");
      why = `status ${response.status}`;
    } catch (error) {
      why = String(error); // no connection, or one that broke
    }
    if (attempt === 8) throw new Error(`${registry} cannot be reached (${why}); run it again later`);
    await sleep(Number(after) || pause);
    pause *= 2;
  }
}

/** Gets an access token with the client credentials grant (RFC 6749, section 4.4). It is valid for 15 minutes. */
async function signIn(id: string, secret: string): Promise<string> {
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64");
  const response = await ask("/oauth/token", {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const answer = (await response.json()) as { access_token?: string; error_description?: string };
  if (!response.ok || !answer.access_token) throw new Error(answer.error_description ?? `status ${response.status}`);
  return answer.access_token;
}

/** Reports a status. `key` makes the request safe to repeat: the same key with the same body has one effect. */
async function report(token: string, collection: string, code: string, body: Report, key: string): Promise<unknown> {
  const response = await ask(`/v1/${collection}/${encodeURIComponent(code)}/status-updates`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify(body),
  });
  if (response.status === 201) return response.json(); // it is on the disk
  const problem = (await response.json()) as Problem;
  const errors = (problem.errors ?? []).map((error) => `${error.pointer}: ${error.detail} ${error.allowed ?? ""}`);
  throw new Error([`${problem.title}: ${problem.detail}`, ...errors].join("\n  "));
}

const [collection, code, status, effectiveOn, note] = process.argv.slice(2);
const { CLIENT_ID: id, CLIENT_SECRET: secret } = process.env;
if (!collection || !code || !status || !effectiveOn || !id || !secret) {
  console.error("usage: CLIENT_ID=… CLIENT_SECRET=… node report.ts presences|adviser-posts CODE STATUS DATE [NOTE]");
  process.exit(2);
}
const body: Report = { status, effective_on: effectiveOn, note };
// Made from what is said, so that running the same command again repeats the request instead of reporting twice.
const key = `report-${createHash("sha256").update(JSON.stringify([collection, code, body])).digest("hex")}`;
signIn(id, secret)
  .then((token) => report(token, collection, code, body, key))
  .then(console.log)
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
