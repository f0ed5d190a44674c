package web

import (
	"maps"
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
	auditShown = 50
	auditDays  = 30 // the period without dates in the URL
)

func (s *Server) auditRoutes() []Route {
	return []Route{
		{get, "/t/:tenant/audit", cmo.RightManage, scoped(s.auditPage)},
		{post, "/t/:tenant/audit/export", cmo.RightManage, scoped(s.auditExport)},
		{get, paths.PlatformAudit, PlatformRight, platformed(s.platformAudit)},
		{post, paths.PlatformAuditExport, PlatformRight, platformed(s.platformAuditExport)},
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
	var names *store.Rows[cmo.RecordOption]
	var nav navReads
	err = sc.Read(c.Request().Context(), func(r *store.Reader) error {
		entries, members, nav = r.AuditLog(q), r.Members(), readNav(r)
		list, err := entries.Get()
		names = r.RecordNames(auditRecords(list))
		return err
	})
	if err != nil {
		return err
	}
	list, next := auditPart(entries.List())
	view := pages.NewAuditView(sc.Tenant(), c.QueryParams(), q.From, q.To, list, names.List(), members.List(), next, s.now())
	return s.render(c, http.StatusOK, page{shell: s.shell(c, place{title: "Audit log", section: "Audit log", counts: nav.counts()}), body: pages.Audit(view)})
}

// auditRecords are the records that entries speak of.
func auditRecords(list []cmo.AuditEntry) []uuid.UUID {
	ids := make([]uuid.UUID, 0, len(list))
	for _, e := range list {
		if e.RecordID != nil {
			ids = append(ids, *e.RecordID)
		}
	}
	return ids
}

// auditPart is what one page shows of the entries, and where the next begins, empty at the end.
func auditPart(list []cmo.AuditEntry) ([]cmo.AuditEntry, string) {
	if len(list) <= auditShown {
		return list, ""
	}
	list = list[:auditShown]
	last := list[auditShown-1]
	return list, store.Cursor{Key: last.At.UTC().Format(time.RFC3339Nano), ID: last.ID}.Encode()
}

// platformAudit shows who did what when over all tenants, without values.
func (s *Server) platformAudit(c echo.Context, p store.Platform) error {
	ctx := c.Request().Context()
	tenants, err := p.Tenants(ctx, store.TenantQuery{Limit: 1000})
	if err != nil {
		return err
	}
	q, err := s.platformAuditQuery(c.QueryParams(), tenants)
	if err != nil {
		return err
	}
	found, err := p.Audit(ctx, q)
	if err != nil {
		return err
	}
	list, next := auditPart(found)
	view := pages.NewPlatformAuditView(c.QueryParams(), q.From, q.To, tenants, list, next, s.clock(c))
	return s.platformPage(c, http.StatusOK, place{title: "Audit log", section: "Audit log"}, pages.Audit(view))
}

// platformAuditQuery reads what the platform's log is narrowed to; people are known by address there, too.
func (s *Server) platformAuditQuery(values url.Values, tenants []cmo.RegisteredTenant) (store.AuditQuery, error) {
	email := ""
	if who := strings.TrimSpace(values.Get("actor")); strings.Contains(who, "@") {
		ok := false
		if email, ok = cmo.Email(who); !ok {
			return store.AuditQuery{}, cmo.Errorf(cmo.Invalid, "Write one email address, or none.")
		}
		values = maps.Clone(values)
		values.Del("actor")
	}
	q, err := s.auditQuery(values, time.UTC)
	q.Email = email
	slug := values.Get("tenant")
	if err != nil || slug == "" {
		return q, err
	}
	at := slices.IndexFunc(tenants, func(t cmo.RegisteredTenant) bool { return t.Slug == slug })
	if slug != "platform" && at < 0 {
		return q, cmo.Errorf(cmo.Invalid, "There is no tenant %q.", abbreviate(slug))
	}
	q.Tenant = &uuid.Nil
	if at >= 0 {
		q.Tenant = &tenants[at].TenantID
	}
	return q, nil
}
