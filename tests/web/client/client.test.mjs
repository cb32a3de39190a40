// The JavaScript client against the real server at QA_URL, and against one that answers as it is told.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { Client, ServiceError } from "../../../qa_service/static/js/client/client.js";

const QUESTION = "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟";
const client = new Client({ url: `${process.env.QA_URL}/`, language: "en" });

/** A server whose nth answer is the nth of `answers` (the last for ever): [status, headers, body], or "hang". */
async function busy(answers, work) {
  const asked = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request);
    if (answer === "hang") return;
    response.writeHead(answer[0], answer[1]);
    response.end(answer[2]);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work(`http://127.0.0.1:${server.address().port}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("an answer quotes its document", async () => {
  const { status, sentences, citations } = await client.ask(QUESTION, { max_sentences: 1, filters: { language: ["ar"] } });
  assert.notEqual(status, "no_answer");
  assert.match(sentences[0].text, /كندا/);
  const { text } = await client.document(citations[0].document_id);
  assert.equal(text.slice(citations[0].start_utf16, citations[0].end_utf16), citations[0].quote);
});

test("a batch answers in order", async () => {
  const found = await client.askBatch([QUESTION, { question: "" }, { question: QUESTION, max_sentences: 1 }]);
  assert.deepEqual(found.map(({ code }) => code), [undefined, "invalid_request", undefined]);
});

test("votes, suggestions, and documents of every id", async () => {
  await client.vote(await client.ask(QUESTION), "down", { comment: "لا" });
  assert.ok((await client.suggest("متى بني")).includes("متى بني سد محمد الخامس؟"));
  const ids = [];
  for await (const { id } of client.documents()) ids.push(id);
  assert.equal(ids.length, 13);
  for (const id of ids) assert.equal((await client.document(id)).id, id);
  const tagged = [];
  for await (const { id } of client.documents({ tags: ["أمن"] })) tagged.push(id);
  assert.deepEqual(tagged, ["forum"]);
});

test("a problem is an error with its code", async () => {
  await assert.rejects(client.ask(QUESTION, { top_k: 3 }), (error) => {
    assert.ok(error instanceof ServiceError);
    assert.deepEqual([error.kind, error.status, error.code], ["problem", 422, "invalid_request"]);
    assert.equal(error.problem.errors[0].suggestion, "max_sentences");
    return error.message.includes("top_k");
  });
  await assert.rejects(client.document("none"), { kind: "problem", code: "document_not_found" });
});

test("the key and the language are sent", async () => {
  await busy([[200, {}, '{"id": "a"}']], async (url, asked) => {
    await new Client({ url, key: "qa_1", language: "fr" }).document("a/../b ؟");
    assert.equal(asked[0].headers.authorization, "Bearer qa_1");
    assert.equal(asked[0].headers["accept-language"], "fr");
    assert.equal(asked[0].url, "/documents/a%2F..%2Fb%20%D8%9F");
  });
});

test("a busy server is asked again, as long as the retries last", async () => {
  const limited = [429, { "Retry-After": "0" }, '{"code": "rate_limited", "detail": "x"}'];
  await busy([limited, [503, {}, "<html>"], [200, {}, '{"id": "a"}']], async (url, asked) => {
    assert.deepEqual(await new Client({ url }).document("a"), { id: "a" });
    assert.equal(asked.length, 3);
  });
  await busy([[429, { "Retry-After": "7" }, limited[2]]], async (url, asked) => {
    await assert.rejects(new Client({ url, retries: 0 }).document("a"), { code: "rate_limited", wait: 7 });
    assert.equal(asked.length, 1);
  });
  await busy([[500, {}, '{"code": "internal_error", "detail": "x"}']], async (url, asked) => {
    await assert.rejects(new Client({ url }).document("a"), { status: 500 });
    assert.equal(asked.length, 1);
  });
});

test("what is stopped says so, before, while it asks and while it waits", async () => {
  await assert.rejects(client.ask(QUESTION, { signal: AbortSignal.abort() }), { kind: "stopped" });
  await busy(["hang"], async (url, asked) => {
    const stop = new AbortController();
    const asking = new Client({ url }).document("a", { signal: stop.signal });
    const seen = setInterval(() => asked.length && stop.abort(), 5);
    await assert.rejects(asking, { kind: "stopped" });
    clearInterval(seen);
  });
  await busy([[429, { "Retry-After": "60" }, '{"code": "rate_limited"}']], async (url, asked) => {
    const stop = new AbortController();
    const asking = new Client({ url }).document("a", { signal: stop.signal });
    const seen = setInterval(() => asked.length && stop.abort(), 5);
    await assert.rejects(asking, { kind: "stopped" });
    clearInterval(seen);
  });
});

test("no reply in time, no server, and no sense in a reply", async () => {
  await busy(["hang"], (url) => assert.rejects(new Client({ url, timeoutMs: 50 }).document("a"), { kind: "offline" }));
  let gone;
  await busy([[200, {}, "null"]], async (url) => {
    gone = url;
    await assert.rejects(new Client({ url }).document("a"), { kind: "failed", status: 200 });
  });
  await assert.rejects(new Client({ url: gone }).document("a"), { kind: "offline" });
});
