// Reads as an existing client of the shared tables does, with the real library: only address and key are new.
import { createClient } from "@supabase/supabase-js";

const { URL_, KEY, TENANT, SLUG, OTHER } = process.env;
const supabase = createClient(URL_, KEY, { auth: { persistSession: false, autoRefreshToken: false } });
const FTS_TENANT = { tenant_id: TENANT, slug: SLUG };
const out = {};
const keep = async (name, query) => { const { data, error, count, status } = await query; out[name] = { data, error, count, status }; };

await keep("campaigns", supabase.from("cmo_campaigns").select("*").eq("tenant_id", FTS_TENANT.tenant_id));
await keep("tenant", supabase.from("os_tenant_registry").select("*").eq("slug", FTS_TENANT.slug).eq("is_active", true).single());
await keep("channels", supabase.from("cmo_campaigns").select("id, campaign_name, channels:cmo_campaign_channels(*)").eq("tenant_id", TENANT).order("created_at", { ascending: false }));
await keep("stages", supabase.from("cmo_funnels").select("*, stages:cmo_funnel_stages(id, stage_name, stage_order)").eq("tenant_id", TENANT));
await keep("parent", supabase.from("cmo_campaign_channels").select("channel_name, campaign:cmo_campaigns(campaign_name)"));
await keep("runs", supabase.from("agent_runs").select("*").eq("tenant_id", TENANT).order("created_at", { ascending: false }).limit(5));
await keep("ai", supabase.from("cmo_campaigns").select("id, description").ilike("description", "AI CMO Driven%"));
await keep("some", supabase.from("cmo_campaigns").select("id").in("status", ["draft", "active"]).not("archived_at_none", "is", null));
await keep("ranged", supabase.from("cmo_campaigns").select("id", { count: "exact" }).order("campaign_name").range(0, 0));
await keep("head", supabase.from("cmo_campaigns").select("*", { count: "exact", head: true }));
await keep("none", supabase.from("cmo_campaigns").select("*").eq("id", "00000000-0000-0000-0000-000000000000").maybeSingle());
await keep("notOne", supabase.from("cmo_campaigns").select("*").eq("id", "00000000-0000-0000-0000-000000000000").single());
await keep("foreign", supabase.from("cmo_campaigns").select("*").eq("tenant_id", OTHER));
await keep("unknownTable", supabase.from("users").select("*"));
await keep("unknownColumn", supabase.from("cmo_campaigns").select("password_hash"));
await keep("badValue", supabase.from("cmo_campaigns").select("id").eq("id", "1"));
await keep("write", supabase.from("cmo_campaigns").insert({ tenant_id: TENANT, campaign_name: "New AI Campaign", description: "AI CMO Driven: …" }));
console.log(JSON.stringify(out));
