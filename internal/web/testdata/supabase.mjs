// Reads and writes as an existing client of the shared tables does, with the real library: only address and key are new.
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

// The specification's writes.
await keep("insert", supabase
  .from("cmo_campaigns")
  .insert({
    tenant_id: FTS_TENANT.tenant_id,
    workspace_id: FTS_TENANT.tenant_id,
    campaign_name: "New AI Campaign",
    description: "AI CMO Driven: ...",
    // ...
  }));
const tenantId = TENANT;
await keep("log", supabase.from("agent_runs").insert({
  tenant_id: tenantId,
  workspace_id: tenantId,
  agent: "cmo-campaign-designer",
  mode: "campaigns",
  status: "completed",
  input: { goal: "leads" },
  output: { campaign: { campaign_name: "New AI Campaign" } },
}));

// What else clients of the original write.
await keep("logged", supabase.from("agent_runs").insert({ tenant_id: TENANT, agent: "cmo-content-engine", mode: "content", status: "completed", input: {}, output: {} }).select("id, status").single());
const run = out.logged.data?.id;
await keep("ofRun", supabase.from("cmo_campaigns").insert({ tenant_id: TENANT, run_id: run, campaign_name: "Of a run", campaign_type: "awareness", target_icp: "Nobody we know" }).select("id, origin, run_id, description, ai:origin, workspace_id, target_icp").single());
await keep("manual", supabase.from("cmo_campaigns").insert({ campaign_name: "By hand", campaign_type: "awareness", budget_allocation: 100, start_date: "2027-01-01", primary_kpi: { metric: "signups", target: 10 } }).select().single());
const id = out.manual.data?.id;
await keep("channelsAdded", supabase.from("cmo_campaign_channels").insert([{ campaign_id: id, channel_name: "email", budget_percentage: 60 }, { campaign_id: id, channel_name: "sms", budget_percentage: 40 }]).select("channel_name, campaign:cmo_campaigns(campaign_name)"));
await keep("updated", supabase.from("cmo_campaigns").update({ objective: "Fill the camp" }).eq("id", id).eq("tenant_id", TENANT).select("id, objective, version"));
await keep("silent", supabase.from("cmo_campaigns").update({ objective: "Fill the whole camp" }).eq("id", id));
await keep("upserted", supabase.from("cmo_campaigns").upsert({ id, tenant_id: TENANT, campaign_name: "By hand, again" }).select("campaign_name, objective").maybeSingle());
const { data: whole } = await supabase.from("cmo_campaigns").select("*").eq("id", id).single();
await keep("wholeBack", supabase.from("cmo_campaigns").upsert({ ...whole, objective: "From the whole row" }, { onConflict: "id" }).select("objective, version").single());
await keep("ignored", supabase.from("cmo_campaigns").upsert({ id, campaign_name: "Never" }, { ignoreDuplicates: true }).select());
await keep("twice", supabase.from("cmo_campaigns").insert({ id, campaign_name: "Twice", campaign_type: "awareness" }));
await keep("figures", supabase.from("cmo_metrics_snapshots").upsert([{ campaign_id: id, snapshot_date: "2026-01-05", metric_type: "daily", clicks: 3, impressions: 90, custom_metrics: { replies: 2 } }], { onConflict: "campaign_id,snapshot_date,metric_type" }));
await keep("figuresAgain", supabase.from("cmo_metrics_snapshots").upsert({ campaign_id: id, snapshot_date: "2026-01-05", metric_type: "daily", clicks: 4 }, { onConflict: "campaign_id,snapshot_date,metric_type" }).select("clicks, impressions"));
await keep("deleted", supabase.from("cmo_campaigns").delete().eq("id", id).select("id"));
await keep("deletedGone", supabase.from("cmo_campaigns").select("id").eq("id", id).maybeSingle());
await keep("otherTenant", supabase.from("cmo_campaigns").insert({ tenant_id: OTHER, campaign_name: "x", campaign_type: "nurture" }));
await keep("noTenant", supabase.from("cmo_campaigns").insert({ tenant_id: "99999999-9999-4999-8999-999999999999", campaign_name: "x", campaign_type: "nurture" }));
await keep("foreignUpdate", supabase.from("cmo_campaigns").update({ objective: "x" }).eq("tenant_id", OTHER).neq("id", TENANT).select());
await keep("everyRow", supabase.from("cmo_campaigns").update({ objective: "x" }).eq("tenant_id", TENANT));
await keep("live", supabase.from("cmo_campaigns").update({ status: "active" }).eq("campaign_name", "New AI Campaign").select());
await keep("mixed", supabase.from("cmo_campaigns").insert([{ campaign_name: "Mixed A", campaign_type: "nurture" }, { campaign_name: "Mixed B", objective: "y" }]));
await keep("half", supabase.from("cmo_campaigns").insert([{ campaign_name: "Half A", campaign_type: "nurture" }, { campaign_name: "Half B", campaign_type: "no such" }]));
await keep("halfGone", supabase.from("cmo_campaigns").select("id").in("campaign_name", ["Half A", "Mixed A", "x"]));
await keep("notWritten", supabase.from("cmo_funnels").insert({ funnel_name: "x" }));
await keep("registryWrite", supabase.from("os_tenant_registry").update({ name: "x" }).eq("slug", SLUG));
console.log(JSON.stringify(out));
