package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

const (
	auditShown    = 50
	auditExported = 10_000
	auditDays     = 30 // the period without dates in the URL
)

func (s *Server) auditRoutes() []Route {
	return []Route{
		{get, "/t/:tenant/audit", cmo.RightManage, scoped(s.auditPage)},
		{post, "/t/:tenant/audit/export", cmo.RightManage, scoped(s.auditExport)},
		{get, paths.PlatformAudit, PlatformRight, platformed(s.platformAudit)},
	}
}

// noteRefusal records that somebody signed in was refused. What comes of the request does not depend on it.
func (s *Server) noteRefusal(c echo.Context, session store.Secret, right cmo.Right, err error) {
	if k := cmo.KindOf(err); s.quiet || k != cmo.NotFound && k != cmo.Forbidden {
		return
	}
	if err := s.db.NoteRefusal(c.Request().Context(), session, c.Param("tenant"), c.Request().Method+" "+c.Path(), string(right)); err != nil {
		s.log.Warn("recording a refusal", "error", err, ctxRequestID, requestIDOf(c))
	}
}

// auditQuery reads what the log is narrowed to; zone is whose days are meant.
func (s *Server) auditQuery(values url.Values, zone *time.Location) (store.AuditQuery, error) {
	q := store.AuditQuery{Event: values.Get("event"), Limit: auditShown + 1}
	if q.Event != "" && !slices.Contains(cmo.AuditGroups, q.Event) {
		return q, cmo.Errorf(cmo.Invalid, "There is no such kind of event.")
	}
	for name, to := range map[string]**uuid.UUID{"actor": &q.Actor, "record": &q.Record} {
		if raw := values.Get(name); raw != "" {
			id, err := parseID(raw)
			if err != nil {
				return q, cmo.Errorf(cmo.Invalid, "The filter %s has no value %q.", name, abbreviate(raw))
			}
			*to = &id
		}
	}
	var err error
	if q.After, err = store.ParseCursor(values.Get("after")); err != nil {
		return q, err
	}
	if q.After != nil {
		if _, err := time.Parse(time.RFC3339Nano, q.After.Key); err != nil {
			return q, cmo.Errorf(cmo.Invalid, "This page link is damaged. Start again from the first page.")
		}
	}
	today := s.now().In(zone)
	q.From, q.To = cmo.DayOf(today).AddDate(0, 0, 1-auditDays), cmo.DayOf(today)
	for name, to := range map[string]*time.Time{"from": &q.From, "to": &q.To} {
		if raw := values.Get(name); raw != "" {
			day, err := time.Parse("2006-01-02", raw)
			if err != nil || day.Year() < 2000 || day.Year() > 2200 {
				return q, cmo.Errorf(cmo.Invalid, "Write days like 2026-01-31.")
			}
			*to = day
		}
	}
	at := func(d time.Time) time.Time { return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, zone) }
	q.From, q.To = at(q.From), at(q.To.AddDate(0, 0, 1))
	return q, nil
}

// auditPage shows what happened in the tenant: filter it, or follow one record.
func (s *Server) auditPage(c echo.Context, sc store.Scope) error {
	q, err := s.auditQuery(c.QueryParams(), sc.Tenant().Zone)
	if err != nil {
		return err
	}
	var entries *store.Rows[cmo.AuditEntry]
	var members *store.Rows[cmo.Member]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		entries, members, nav = r.AuditLog(q), r.Members(), readNav(r)
		return nil
	})
	if err != nil {
		return err
	}
	list, next := entries.List(), ""
	if len(list) > auditShown {
		list = list[:auditShown]
		last := list[auditShown-1]
		next = store.Cursor{Key: last.At.UTC().Format(time.RFC3339Nano), ID: last.ID}.Encode()
	}
	view := pages.NewAuditView(sc.Tenant(), c.QueryParams(), q.From, q.To, list, members.List(), next, s.now())
	return s.render(c, http.StatusOK, page{shell: s.shell(c, place{title: "Audit log", section: "Audit log", counts: nav.counts()}), body: pages.Audit(view)})
}

// auditExport answers with what the page is narrowed to, as CSV, and records that it was taken out.
func (s *Server) auditExport(c echo.Context, sc store.Scope) error {
	form, err := c.FormParams()
	if err != nil {
		return formError(err)
	}
	form.Del("after")
	q, err := s.auditQuery(form, sc.Tenant().Zone)
	if err != nil {
		return err
	}
	q.Limit = auditExported + 1
	var entries []cmo.AuditEntry
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
		rows, err := w.AuditLog(q).Get()
		entries = rows
		if err != nil {
			return err
		}
		if len(rows) > auditExported { // a file that lacks the oldest entries would pass for all of them
			return cmo.Errorf(cmo.Invalid, "More than 10,000 entries match. Choose fewer days, or one kind of event, and export in parts.")
		}
		return w.NoteExport("audit log", len(rows), map[string]string{"event": q.Event, "from": form.Get("from"), "to": form.Get("to"), "actor": form.Get("actor"), "record": form.Get("record")})
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	_ = out.Write([]string{"at", "tenant", "event", "actor", "actor_kind", "on_behalf_of", "record_table", "record_id", "request_id", "before", "after", "details", "sealed"}) // a buffer does not fail
	for _, e := range entries {
		record := ""
		if e.RecordID != nil {
			record = e.RecordID.String()
		}
		line := []string{e.At.UTC().Format(time.RFC3339Nano), sc.Tenant().Slug, e.Event, e.Actor, e.ActorKind, e.Behalf, e.RecordTable, record, e.RequestID, string(e.Before.JSON()), string(e.After.JSON()), string(e.Details.JSON()), map[bool]string{true: "yes", false: "not yet"}[e.Sealed]}
		for i := range line {
			line[i] = plainCell(line[i])
		}
		_ = out.Write(line)
	}
	out.Flush()
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="audit-`+sc.Tenant().Slug+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

// plainCell keeps a spreadsheet from reading a text as a formula.
func plainCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// platformAudit shows who did what when over all tenants, without values.
func (s *Server) platformAudit(c echo.Context, p store.Platform) error {
	ctx := c.Request().Context()
	q, err := s.auditQuery(c.QueryParams(), time.UTC)
	if err != nil {
		return err
	}
	tenants, err := p.Tenants(ctx, store.TenantQuery{Limit: 1000})
	if err != nil {
		return err
	}
	if slug := c.QueryParam("tenant"); slug != "" {
		at := slices.IndexFunc(tenants, func(t cmo.RegisteredTenant) bool { return t.Slug == slug })
		if slug != "platform" && at < 0 {
			return cmo.Errorf(cmo.Invalid, "There is no tenant %q.", abbreviate(slug))
		}
		id := uuid.Nil
		if at >= 0 {
			id = tenants[at].TenantID
		}
		q.Tenant = &id
	}
	list, err := p.Audit(ctx, q)
	if err != nil {
		return err
	}
	next := ""
	if len(list) > auditShown {
		list = list[:auditShown]
		last := list[auditShown-1]
		next = store.Cursor{Key: last.At.UTC().Format(time.RFC3339Nano), ID: last.ID}.Encode()
	}
	view := pages.NewPlatformAuditView(c.QueryParams(), q.From, q.To, tenants, list, next, s.now())
	return s.platformPage(c, http.StatusOK, place{title: "Audit log", section: "Audit log"}, pages.Audit(view))
}
