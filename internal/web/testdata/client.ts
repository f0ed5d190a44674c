// A program of a tenant with a client generated from the served description: the compiler checks names and types of every
// call and answer, then it runs.
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const client = createClient<paths>({ baseUrl: process.env.URL_!, headers: { Authorization: `Bearer ${process.env.KEY}` } });
const out: Record<string, unknown> = {};

const me = await client.GET("/api/v1/me");
out.tenant = me.data?.tenant.slug;

const driven: string[] = [];
let cursor: string | undefined;
let pages = 0;
do {
  const { data, error } = await client.GET("/api/v1/campaigns", { params: { query: { limit: 1, cursor } } });
  if (error) throw new Error(error.detail);
  for (const c of data.data ?? []) {
    if (c.ai_cmo_driven) driven.push(c.id);
  }
  cursor = data.next_cursor ?? undefined;
  pages++;
} while (cursor);
out.driven = driven;
out.pages = pages;

const one = await client.GET("/api/v1/campaigns/{id}", { params: { path: { id: driven[0] } } });
out.channels = one.data?.channels?.length;

const missing = await client.GET("/api/v1/campaigns/{id}", { params: { path: { id: process.env.OTHER! } } });
out.missing = { status: missing.response.status, title: missing.error?.title };

// @ts-expect-error: there is no such parameter
const wrong = await client.GET("/api/v1/campaigns", { params: { query: { tenant_id: process.env.OTHER } } });
out.wrong = wrong.response.status;

console.log(JSON.stringify(out));
